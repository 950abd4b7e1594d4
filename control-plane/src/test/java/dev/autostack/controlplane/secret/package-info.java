@NullMarked
package dev.autostack.controlplane.secret;

import org.jspecify.annotations.NullMarked;
