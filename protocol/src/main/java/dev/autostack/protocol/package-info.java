/** Wire records between the control plane and its workers, agents and edges. */
@NullMarked
package dev.autostack.protocol;

import org.jspecify.annotations.NullMarked;
