@NullMarked
package dev.autostack.edge.control;

import org.jspecify.annotations.NullMarked;
