package dev.autostack.planner.files;

import org.jspecify.annotations.Nullable;

/** What reading a file gave. */
public sealed interface Content {

    /**
     * The text, with plain line endings and without a mark at its beginning.
     *
     * @param complete false when the file goes on after the limit
     * @param form how the file holds it
     */
    record Text(String value, boolean complete, Form form) implements Content {}

    /** How a file holds its text. */
    enum Form {
        PLAIN,
        /** UTF-8 behind a byte order mark. */
        MARKED,
        UTF_16,
        /** Lines end as they do on Windows. */
        CRLF
    }

    /** No such file. */
    record Missing() implements Content {}

    /** There, but not readable as text; {@code reason} completes "the file ...". */
    record Unreadable(String reason) implements Content {}

    /** The text, or null when there is none. */
    default @Nullable String textOrNull() {
        return this instanceof Text text ? text.value() : null;
    }
}
