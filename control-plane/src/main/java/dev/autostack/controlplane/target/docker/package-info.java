@NullMarked
package dev.autostack.controlplane.target.docker;

import org.jspecify.annotations.NullMarked;
