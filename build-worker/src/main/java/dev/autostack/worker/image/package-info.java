/** From a source tree to an image in the registry. */
@NullMarked
package dev.autostack.worker.image;

import org.jspecify.annotations.NullMarked;
