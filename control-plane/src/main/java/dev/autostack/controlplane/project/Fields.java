package dev.autostack.controlplane.project;

import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with each field, so that a person sees all of it at once. */
final class Fields {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** The first reason of a field stays. */
    void refuse(String field, String reason) {
        reasons.putIfAbsent(field, reason);
    }

    void require(boolean good, String field, String reason) {
        if (!good) {
            refuse(field, reason);
        }
    }

    void range(String field, double value, double from, double to, String unit) {
        require(
                value >= from && value <= to,
                field,
                field + " is between " + from + " and " + to + " " + unit + ".");
    }

    void range(String field, long value, long from, long to, String unit) {
        require(
                value >= from && value <= to,
                field,
                field
                        + " is between "
                        + from
                        + " and "
                        + to
                        + (unit.isEmpty() ? "." : " " + unit + "."));
    }

    /** Null is fine; control characters and what UTF-8 cannot carry are not. */
    void line(String field, @Nullable String text, int longest) {
        if (text == null) {
            return;
        }
        require(
                text.length() <= longest,
                field,
                field + " has at most " + longest + " characters.");
        require(
                text.chars().noneMatch(Character::isISOControl) && encodable(text),
                field,
                field + " is one line of text without control characters.");
    }

    /** Null when the text is missing or the parser refused it; the reason is then kept. */
    <T> @Nullable T parse(String field, @Nullable String text, Function<String, T> parser) {
        if (text == null) {
            refuse(field, field + " is missing.");
            return null;
        }
        try {
            return parser.apply(text);
        } catch (InvalidValue e) {
            refuse(field, Objects.requireNonNull(e.getMessage()));
            return null;
        }
    }

    /**
     * @throws Refusal 422 with every reason
     */
    void check() {
        if (!reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
    }

    static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
