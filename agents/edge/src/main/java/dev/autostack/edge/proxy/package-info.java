/** Requests from clients to instances and back. */
@NullMarked
package dev.autostack.edge.proxy;

import org.jspecify.annotations.NullMarked;
