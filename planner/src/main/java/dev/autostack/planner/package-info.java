/** Source tree to detection, plan and Dockerfile. Pure: no Docker, no network, no process. */
@NullMarked
package dev.autostack.planner;

import org.jspecify.annotations.NullMarked;
