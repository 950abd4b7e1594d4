package dev.autostack.planner.files;

import org.jspecify.annotations.Nullable;

/** What reading a file gave. */
public sealed interface Content {

    /** The text; {@code complete} is false when the file goes on after the limit. */
    record Text(String value, boolean complete) implements Content {}

    /** No such file. */
    record Missing() implements Content {}

    /** There, but not readable as text; {@code reason} completes "the file ...". */
    record Unreadable(String reason) implements Content {}

    /** The text, or null when there is none. */
    default @Nullable String textOrNull() {
        return this instanceof Text text ? text.value() : null;
    }
}
