@NullMarked
package dev.autostack.cli;

import org.jspecify.annotations.NullMarked;
