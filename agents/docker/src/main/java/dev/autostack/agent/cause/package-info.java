/** Why an instance does not work, in words a person can act on. Codes stand in docs/errors.md. */
@NullMarked
package dev.autostack.agent.cause;

import org.jspecify.annotations.NullMarked;
