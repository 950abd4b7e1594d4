/** What a team has used. */
@NullMarked
package dev.autostack.controlplane.usage;

import org.jspecify.annotations.NullMarked;
