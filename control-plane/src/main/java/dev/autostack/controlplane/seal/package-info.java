/** Values that only this installation can read. */
@NullMarked
package dev.autostack.controlplane.seal;

import org.jspecify.annotations.NullMarked;
