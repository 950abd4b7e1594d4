package dev.autostack.controlplane.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sort key of the last row shown: base64url of its parts, one per line. */
public record Cursor(List<String> parts) {
    public Cursor {
        parts = List.copyOf(parts);
    }

    public static Cursor of(Object... parts) {
        return new Cursor(java.util.Arrays.stream(parts).map(Object::toString).toList());
    }

    /**
     * The query parameter {@code cursor}; null when there is none.
     *
     * @throws Refusal when the text was not made by {@link #toString()} with this many parts
     */
    public static @Nullable Cursor parse(@Nullable String text, int parts) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            List<String> read = List.of(plain.split("\n", -1));
            if (read.size() == parts && plain.indexOf('\0') < 0) {
                return new Cursor(read);
            }
        } catch (IllegalArgumentException e) {
            // Refused below, as any other text that is not a cursor.
        }
        throw wrong();
    }

    public String text(int index) {
        return parts.get(index);
    }

    public UUID uuid(int index) {
        try {
            return UUID.fromString(text(index));
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    public long number(int index) {
        try {
            return Long.parseLong(text(index));
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    public Instant instant(int index) {
        try {
            return Instant.parse(text(index));
        } catch (DateTimeParseException e) {
            throw wrong();
        }
    }

    private static Refusal wrong() {
        return Refusal.invalid("cursor", "The cursor is not one that this list gave out.");
    }

    @Override
    public String toString() {
        byte[] bytes = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
