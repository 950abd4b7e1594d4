package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.regex.Pattern;

/**
 * A worker asks whether an image of this content was built before, and has the key kept with its
 * build. {@code contentKey} is a keyed digest (64 lower-case hexadecimal digits) of all that
 * decides what an image becomes; see docs/adr/0009.
 */
@Serdeable
public record ContentQuestion(long fence, String contentKey) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    public ContentQuestion {
        InvalidValue.requirePresent(contentKey, "contentKey");
        if (contentKey.length() != 64 || !SHAPE.matcher(contentKey).matches()) {
            throw new InvalidValue("A content key is written as 64 lower-case hexadecimal digits.");
        }
    }
}
