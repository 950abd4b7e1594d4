/** The control plane: decides and records. Packages stand in the order of docs/architecture.md. */
@NullMarked
package dev.autostack.controlplane;

import org.jspecify.annotations.NullMarked;
