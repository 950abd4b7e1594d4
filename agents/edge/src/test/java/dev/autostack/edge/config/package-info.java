@NullMarked
package dev.autostack.edge.config;

import org.jspecify.annotations.NullMarked;
