/** A control plane to talk to and things to run, for tests. */
@NullMarked
package dev.autostack.agent.testing;

import org.jspecify.annotations.NullMarked;
