@NullMarked
package dev.autostack.edge.proxy;

import org.jspecify.annotations.NullMarked;
