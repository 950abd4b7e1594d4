package dev.autostack.controlplane.http;

import org.jspecify.annotations.Nullable;

/** How many rows a page shows, 1 to 200. */
public record PageLimit(int size) {
    public static final int DEFAULT = 50;
    public static final int MAX = 200;

    /** The query parameter {@code limit}; absent = 50. */
    public static PageLimit of(@Nullable Integer asked) {
        if (asked == null) {
            return new PageLimit(DEFAULT);
        }
        if (asked < 1 || asked > MAX) {
            throw Refusal.invalid("limit", "A page has 1 to " + MAX + " rows.");
        }
        return new PageLimit(asked);
    }

    /** To read from the database, so that the surplus row tells whether there is more. */
    public int plusOne() {
        return size + 1;
    }
}
