@NullMarked
package dev.autostack.controlplane.source;

import org.jspecify.annotations.NullMarked;
