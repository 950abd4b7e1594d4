/** Health, readiness and metrics, on loopback only. */
@NullMarked
package dev.autostack.edge.admin;

import org.jspecify.annotations.NullMarked;
