@NullMarked
package dev.autostack.controlplane.audit;

import org.jspecify.annotations.NullMarked;
