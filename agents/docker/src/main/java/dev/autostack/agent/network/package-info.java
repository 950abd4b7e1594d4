/** The bridge network of each environment. */
@NullMarked
package dev.autostack.agent.network;

import org.jspecify.annotations.NullMarked;
