@NullMarked
package dev.autostack.edge;

import org.jspecify.annotations.NullMarked;
