/** The edge's side of the contract with the control plane. */
@NullMarked
package dev.autostack.edge.control;

import org.jspecify.annotations.NullMarked;
