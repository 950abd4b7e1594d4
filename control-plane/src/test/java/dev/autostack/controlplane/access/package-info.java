@NullMarked
package dev.autostack.controlplane.access;

import org.jspecify.annotations.NullMarked;
