@NullMarked
package dev.autostack.controlplane.log;

import org.jspecify.annotations.NullMarked;
