@NullMarked
package dev.autostack.edge.architecture;

import org.jspecify.annotations.NullMarked;
