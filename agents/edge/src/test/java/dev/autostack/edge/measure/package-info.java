@NullMarked
package dev.autostack.edge.measure;

import org.jspecify.annotations.NullMarked;
