@NullMarked
package dev.autostack.controlplane.worker;

import org.jspecify.annotations.NullMarked;
