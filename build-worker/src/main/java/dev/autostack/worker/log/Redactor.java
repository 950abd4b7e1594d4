package dev.autostack.worker.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takes secrets out of text: as they are, base64, URL, JSON, hex and HTML encoded, also when a line
 * end falls into the middle of one. Immutable; each {@link Stream} belongs to one source of lines.
 */
public final class Redactor {
    public static final String MASK = "[redacted]";

    /** A tail that could be the beginning of a secret holds its line back from this length on. */
    private static final int HOLD_FROM = 4;

    private final SecretMatcher matcher;

    public Redactor(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        secrets.forEach(secret -> forms.addAll(SecretForms.of(secret)));
        this.matcher = new SecretMatcher(forms);
    }

    /** Redacts one piece of text on its own. */
    public String redact(String text) {
        StringBuilder out = new StringBuilder();
        Stream<Object> stream = open((_, line) -> out.append(line));
        stream.line("", text);
        stream.flush();
        return out.toString();
    }

    /** Lines of one source, in order. */
    public <T> Stream<T> open(Sink<T> sink) {
        return new Stream<>(sink);
    }

    /** Takes redacted lines, each with what was given beside it. */
    @FunctionalInterface
    public interface Sink<T> {
        void line(T tag, String text);
    }

    /**
     * Keeps the state between lines. A line is held back while its end could be the beginning of a
     * secret that goes on in the next line. Not safe for use by many threads.
     */
    public final class Stream<T> {
        private final Sink<T> sink;
        private final Deque<Held<T>> held = new ArrayDeque<>();
        private int state = SecretMatcher.START;

        private Stream(Sink<T> sink) {
            this.sink = sink;
        }

        public void line(T tag, String text) {
            if (matcher.isEmpty()) {
                sink.line(tag, text);
                return;
            }
            Held<T> line = new Held<>(tag, text);
            held.addLast(line);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || c == '\r') {
                    continue;
                }
                state = matcher.next(state, c);
                int length = matcher.matchedLength(state);
                if (length > 0) {
                    mask(i, length);
                }
            }
            release();
        }

        /** Emits what is held although a secret may have begun in it. */
        public void flush() {
            while (!held.isEmpty()) {
                held.removeFirst().emit(sink);
            }
        }

        /** Emits what has been held for longer than {@code limit}. */
        public void flushOlderThan(Duration limit) {
            long before = System.nanoTime() - limit.toNanos();
            while (!held.isEmpty() && held.getFirst().since - before < 0) {
                held.removeFirst().emit(sink);
            }
        }

        public boolean isHolding() {
            return !held.isEmpty();
        }

        /** Masks {@code length} characters that end at {@code index} of the newest line. */
        private void mask(int index, int length) {
            int left = length;
            int at = index;
            var lines = held.descendingIterator();
            Held<T> line = lines.next();
            while (left > 0) {
                if (at < 0) {
                    if (!lines.hasNext()) {
                        return;
                    }
                    line = lines.next();
                    at = line.text.length() - 1;
                    continue;
                }
                char c = line.text.charAt(at);
                line.masked[at] = true;
                if (c != '\n' && c != '\r') {
                    left--;
                }
                at--;
            }
        }

        private void release() {
            int pending = matcher.pendingLength(state);
            int keep = pending < HOLD_FROM ? 0 : linesOf(pending);
            while (held.size() > keep) {
                held.removeFirst().emit(sink);
            }
        }

        /** How many of the newest lines the last {@code characters} characters reach into. */
        private int linesOf(int characters) {
            int left = characters;
            int lines = 0;
            var newest = held.descendingIterator();
            while (left > 0 && newest.hasNext()) {
                left -= newest.next().text.length();
                lines++;
            }
            return lines;
        }
    }

    private static final class Held<T> {
        private final T tag;
        private final String text;
        private final boolean[] masked;
        private final long since = System.nanoTime();

        private Held(T tag, String text) {
            this.tag = tag;
            this.text = text;
            this.masked = new boolean[text.length()];
        }

        private void emit(Sink<T> sink) {
            StringBuilder out = null;
            int from = 0;
            for (int i = 0; i < text.length(); i++) {
                if (!masked[i]) {
                    continue;
                }
                if (out == null) {
                    out = new StringBuilder(text.length());
                }
                out.append(text, from, i).append(MASK);
                while (i < text.length() && masked[i]) {
                    i++;
                }
                from = i;
            }
            sink.line(tag, out == null ? text : out.append(text, from, text.length()).toString());
        }
    }
}
