/** Why a build or a start failed, read from its log. Codes stand in docs/errors.md. */
@NullMarked
package dev.autostack.planner.diagnosis;

import org.jspecify.annotations.NullMarked;
