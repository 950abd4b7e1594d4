@NullMarked
package dev.autostack.controlplane.agent;

import org.jspecify.annotations.NullMarked;
