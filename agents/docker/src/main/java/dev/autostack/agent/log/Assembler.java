package dev.autostack.agent.log;

import dev.autostack.agent.log.LogSource.Entry;
import dev.autostack.agent.log.LogSource.Position;
import dev.autostack.agent.redaction.Redactor;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole, redacted lines out of entries. The engine cuts long lines into parts of 16 KiB and
 * mixes the parts of both streams; a secret may lie across a cut, so a line is redacted as a whole
 * and only then cut for the wire. For one thread.
 */
final class Assembler {
    /** Longest text of a line on the wire, UTF-8 bytes (protocol.LogLine). */
    static final int LONGEST_TEXT = 16 << 10;

    /** A line that is longer than this is let go in pieces. Characters. */
    static final int LONGEST_LINE = 1 << 20;

    private final String container;
    private final Redactor redactor;
    private final Open out = new Open(false);
    private final Open err = new Open(true);
    private @Nullable Position replayUntil;
    private @Nullable Position last;

    /** A line ready to send; {@code cursor} null: more of the same line follows. */
    record Ready(LogLine line, @Nullable LogCursor cursor) {}

    /**
     * @param from where reading starts: lines up to its position were sent before
     */
    Assembler(String container, Redactor redactor, @Nullable LogCursor from) {
        this.container = container;
        this.redactor = redactor;
        this.replayUntil = from != null && from.since() != null ? from.position() : null;
    }

    List<Ready> feed(List<Entry> entries) {
        var ready = new ArrayList<Ready>(entries.size());
        for (Entry entry : entries) {
            feed(entry, ready);
        }
        return ready;
    }

    private void feed(Entry entry, List<Ready> ready) {
        Open line = entry.stderr() ? err : out;
        Open other = entry.stderr() ? out : err;
        if (line.isEmpty()) {
            line.begin(entry.at(), entry.start());
        }
        line.text.append(entry.text());
        if (entry.ends() || line.text.length() >= LONGEST_LINE) {
            var cursor = new LogCursor(container, entry.after(), other.since);
            if (replayUntil == null) {
                line.release(entry.ends(), cursor, ready);
            } else {
                line.drop(entry.ends(), entry.after());
            }
        }
        last = entry.after();
        if (entry.after().equals(replayUntil)) {
            replayUntil = null;
        }
    }

    /** What was printed without a line end when the container ended. */
    List<Ready> end() {
        var ready = new ArrayList<Ready>();
        Position end = last;
        for (Open line : List.of(out, err)) {
            if (!line.isEmpty() && end != null) {
                line.release(true, new LogCursor(container, end, null), ready);
            }
        }
        return ready;
    }

    /** One stream's line that is not complete yet. */
    private final class Open {
        private final boolean stderr;
        private final StringBuilder text = new StringBuilder();
        private Instant at = Instant.EPOCH;
        private @Nullable Position since;
        private Redactor.@Nullable Stream inPieces;

        private Open(boolean stderr) {
            this.stderr = stderr;
        }

        private boolean isEmpty() {
            return since == null && text.isEmpty() && inPieces == null;
        }

        private void begin(Instant when, Position where) {
            at = when;
            since = where;
        }

        private void release(boolean ends, LogCursor cursor, List<Ready> ready) {
            boolean continued = inPieces != null;
            String whole = redacted(ends);
            List<String> parts = cut(whole);
            for (int i = 0; i < parts.size(); i++) {
                boolean last = i == parts.size() - 1;
                ready.add(
                        new Ready(
                                new LogLine(
                                        at,
                                        stderr ? LogLevel.STDERR : LogLevel.INFO,
                                        parts.get(i),
                                        continued || i > 0),
                                last ? cursor : null));
            }
            text.setLength(0);
            since = ends ? null : cursor.position();
        }

        /**
         * A whole line at once; one that is far too long in pieces, holding back what may begin a
         * secret. (An agent that ends just then loses what is held back of such a line.)
         */
        private String redacted(boolean ends) {
            if (ends && inPieces == null) {
                return redactor.redact(withoutReturn(text.toString()));
            }
            Redactor.Stream stream = inPieces == null ? redactor.stream() : inPieces;
            String released = stream.feed(text.toString());
            if (ends) {
                released += stream.end();
                inPieces = null;
            } else {
                inPieces = stream;
            }
            return ends ? withoutReturn(released) : released;
        }

        private void drop(boolean ends, Position after) {
            text.setLength(0);
            since = ends ? null : after;
        }
    }

    /** A carriage return before the line end is not part of the line. */
    private static String withoutReturn(String text) {
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Parts of at most {@link #LONGEST_TEXT} bytes, never inside a character. */
    static List<String> cut(String text) {
        if (text.length() <= LONGEST_TEXT / 3
                || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_TEXT) {
            return List.of(text);
        }
        var parts = new ArrayList<String>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int code = text.codePointAt(i);
            int size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
            if (bytes + size > LONGEST_TEXT) {
                parts.add(text.substring(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
            i += Character.charCount(code);
        }
        parts.add(text.substring(from));
        return parts;
    }
}
