@NullMarked
package dev.autostack.controlplane.route;

import org.jspecify.annotations.NullMarked;
