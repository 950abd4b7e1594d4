/** AWS Lambda functions that come as sources, without a Dockerfile. */
@NullMarked
package dev.autostack.planner.lambda;

import org.jspecify.annotations.NullMarked;
