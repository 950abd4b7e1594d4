/** The front door of a host: its process and how the parts are put together. */
@NullMarked
package dev.autostack.edge;

import org.jspecify.annotations.NullMarked;
