/** The way to the control plane: enrolment, credential and the calls of docs/contract.md. */
@NullMarked
package dev.autostack.agent.link;

import org.jspecify.annotations.NullMarked;
