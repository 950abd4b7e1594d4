/** A real Postgres, unpacked from its published binaries and run as a child process. */
@NullMarked
package dev.autostack.standalone.postgres;

import org.jspecify.annotations.NullMarked;
