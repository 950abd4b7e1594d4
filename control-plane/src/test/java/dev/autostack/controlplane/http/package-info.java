@NullMarked
package dev.autostack.controlplane.http;

import org.jspecify.annotations.NullMarked;
