/** Projects, their environments and their settings. */
@NullMarked
package dev.autostack.controlplane.project;

import org.jspecify.annotations.NullMarked;
