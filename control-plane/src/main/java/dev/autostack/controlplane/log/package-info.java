/** The log of deployments: stored before shown, numbered, resumable. */
@NullMarked
package dev.autostack.controlplane.log;

import org.jspecify.annotations.NullMarked;
