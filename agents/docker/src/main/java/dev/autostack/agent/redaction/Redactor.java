package dev.autostack.agent.redaction;

import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * Replaces secret values by {@code [secret]}: exact, and as base64, URL and JSON write them.
 * Immutable; {@link Stream} is for text that comes in pieces. A value shorter than six characters
 * is not looked for.
 */
public final class Redactor {
    /** Takes nothing out. */
    public static final Redactor NONE = new Redactor(new Patterns(java.util.List.of()));

    static final String MASK = "[secret]";

    private final Patterns patterns;

    private Redactor(Patterns patterns) {
        this.patterns = patterns;
    }

    public static Redactor of(Collection<String> secrets) {
        var forms = new LinkedHashSet<String>();
        secrets.forEach(secret -> forms.addAll(SecretForms.of(secret)));
        return forms.isEmpty() ? NONE : new Redactor(new Patterns(forms));
    }

    /** The text without secrets; the same object when there was none. */
    public String redact(String text) {
        if (patterns.isEmpty() || clean(text)) {
            return text;
        }
        var stream = new Stream();
        return stream.feed(text) + stream.end();
    }

    private boolean clean(String text) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = patterns.next(state, text.charAt(i));
            if (patterns.ends(state) > 0) {
                return false;
            }
        }
        return true;
    }

    public Stream stream() {
        return new Stream();
    }

    /**
     * Text in pieces: what may be the beginning of a secret is held back until the next piece
     * tells. Not safe for many threads.
     */
    public final class Stream {
        private final StringBuilder pending = new StringBuilder();
        private BitSet secret = new BitSet();
        private boolean midMask;
        private int state;

        private Stream() {}

        /** Whether nothing is held back. */
        public boolean isIdle() {
            return pending.isEmpty();
        }

        public String feed(String piece) {
            var out = new StringBuilder(piece.length());
            for (int i = 0; i < piece.length(); i++) {
                char c = piece.charAt(i);
                pending.append(c);
                state = patterns.next(state, c);
                int length = patterns.ends(state);
                if (length > 0) {
                    secret.set(Math.max(0, pending.length() - length), pending.length());
                }
                if (patterns.depth(state) == 0) {
                    release(pending.length(), out);
                }
            }
            release(pending.length() - patterns.depth(state), out);
            return out.toString();
        }

        /** What was held back; the next piece begins anew. */
        public String end() {
            var out = new StringBuilder();
            release(pending.length(), out);
            state = 0;
            midMask = false;
            return out.toString();
        }

        private void release(int until, StringBuilder out) {
            int at = 0;
            while (at < until) {
                boolean masked = secret.get(at);
                int change = masked ? secret.nextClearBit(at) : secret.nextSetBit(at);
                int end = change < 0 ? until : Math.min(change, until);
                if (!masked) {
                    out.append(pending, at, end);
                } else if (!midMask) {
                    out.append(MASK);
                }
                midMask = masked;
                at = end;
            }
            if (until > 0) {
                secret = secret.get(until, Math.max(until, pending.length()));
                pending.delete(0, until);
            }
        }
    }
}
