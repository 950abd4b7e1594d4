@NullMarked
package dev.autostack.controlplane.build;

import org.jspecify.annotations.NullMarked;
