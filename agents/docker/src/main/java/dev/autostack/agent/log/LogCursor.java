package dev.autostack.agent.log;

import dev.autostack.agent.log.LogSource.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a container's log is durable. Every line that was complete at {@code position} has been
 * sent. {@code since} is not null while a line of the other stream had begun before and was not
 * complete: reading starts again there, and complete lines up to {@code position} are not sent
 * again.
 */
record LogCursor(String container, Position position, @Nullable Position since) {
    /** As the control plane keeps it: words with spaces between. */
    String text() {
        String text = container + " " + position.file() + " " + position.offset();
        return since == null ? text : text + " " + since.file() + " " + since.offset();
    }

    /** Empty for a text of another shape, for example of another version. */
    static Optional<LogCursor> parse(@Nullable String text) {
        String[] words = text == null ? new String[0] : text.split(" ", -1);
        try {
            return switch (words.length) {
                case 3 -> Optional.of(new LogCursor(words[0], position(words, 1), null));
                case 5 ->
                        Optional.of(
                                new LogCursor(words[0], position(words, 1), position(words, 3)));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Where reading starts again. */
    Position start() {
        return since == null ? position : since;
    }

    private static Position position(String[] words, int at) {
        return new Position(words[at], Long.parseLong(words[at + 1]));
    }
}
