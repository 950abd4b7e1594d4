@NullMarked
package dev.autostack.controlplane.project;

import org.jspecify.annotations.NullMarked;
