/** The command line: data on standard output, everything else on standard error. */
@NullMarked
package dev.autostack.cli;

import org.jspecify.annotations.NullMarked;
