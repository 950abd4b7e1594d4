/** The build worker: leases a build, checks its source out, plans, builds, pushes and reports. */
@NullMarked
package dev.autostack.worker;

import org.jspecify.annotations.NullMarked;
