@NullMarked
package dev.autostack.edge.testing;

import org.jspecify.annotations.NullMarked;
