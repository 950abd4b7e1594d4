@NullMarked
package dev.autostack.edge.route;

import org.jspecify.annotations.NullMarked;
