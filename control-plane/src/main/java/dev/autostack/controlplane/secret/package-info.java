/** Variables of environments: sealed at rest, secrets never read back. */
@NullMarked
package dev.autostack.controlplane.secret;

import org.jspecify.annotations.NullMarked;
