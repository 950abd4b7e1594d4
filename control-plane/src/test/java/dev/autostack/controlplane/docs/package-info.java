@NullMarked
package dev.autostack.controlplane.docs;

import org.jspecify.annotations.NullMarked;
