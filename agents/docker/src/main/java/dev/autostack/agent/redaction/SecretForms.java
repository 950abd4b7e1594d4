package dev.autostack.agent.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The shapes in which a secret turns up in logs. */
final class SecretForms {
    /** Shorter values stand in every text by chance. */
    static final int SHORTEST = 6;

    /** A line of a secret of several lines is looked for alone from this length on. */
    private static final int SHORTEST_LINE = 8;

    private static final String UNRESERVED = "-._~"; // RFC 3986, 2.3
    private static final String URI_COMPONENT = "-_.!~*'()"; // ECMA-262, encodeURIComponent
    private static final String FORM = "-_.*"; // WHATWG, application/x-www-form-urlencoded

    private static final HexFormat LOWER = HexFormat.of();
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private SecretForms() {}

    /** All forms of a value, each at least {@link #SHORTEST} characters; none for a short value. */
    static Set<String> of(String value) {
        var forms = new LinkedHashSet<String>();
        String stripped = value.strip();
        if (stripped.length() < SHORTEST) {
            return forms;
        }
        forms.add(value);
        forms.add(stripped);
        stripped.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_LINE)
                .forEach(forms::add);
        for (String text : List.of(value, stripped)) {
            json(text, forms);
            url(text, forms);
            base64(text.getBytes(StandardCharsets.UTF_8), forms);
        }
        forms.removeIf(form -> form.length() < SHORTEST);
        return forms;
    }

    private static void json(String value, Set<String> forms) {
        for (boolean ascii : new boolean[] {false, true}) {
            for (boolean html : new boolean[] {false, true}) {
                String once = escape(value, ascii, html);
                forms.add(once);
                forms.add(once.replace("/", "\\/"));
                forms.add(escape(once, false, false)); // JSON inside JSON
            }
        }
    }

    private static String escape(String value, boolean ascii, boolean html) {
        var out = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    boolean special = html && (c == '<' || c == '>' || c == '&');
                    if (c < 0x20 || special || (ascii && c > 0x7e)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    private static void url(String value, Set<String> forms) {
        for (String safe : Set.of(UNRESERVED, URI_COMPONENT, FORM)) {
            String upper = percent(value, safe, true);
            forms.add(upper);
            forms.add(percent(value, safe, false));
            forms.add(upper.replace("%20", "+"));
        }
    }

    private static String percent(String value, String safe, boolean upper) {
        var out = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (alphanumeric || safe.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append((upper ? UPPER : LOWER).toHexDigits(b));
            }
        }
        return out.toString();
    }

    /**
     * Base64 of a text that holds the secret depends on where in it the secret begins, modulo
     * three: for each of the three places the characters that only the secret decides. Long ones
     * also in the pieces of wrapped output (MIME 76, PEM 64).
     */
    private static void base64(byte[] value, Set<String> forms) {
        for (Base64.Encoder encoder :
                new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
            for (int before = 0; before < 3; before++) {
                byte[] shifted = new byte[before + value.length];
                System.arraycopy(value, 0, shifted, before, value.length);
                String encoded = encoder.encodeToString(shifted);
                String own =
                        encoded.substring((8 * before + 5) / 6, 8 * (before + value.length) / 6);
                forms.add(own);
                if (before == 0) {
                    pieces(own, 76, forms);
                    pieces(own, 64, forms);
                }
            }
        }
    }

    private static void pieces(String text, int size, Set<String> forms) {
        for (int i = 0; text.length() > size && i < text.length(); i += size) {
            String piece = text.substring(i, Math.min(text.length(), i + size));
            if (piece.length() >= 2 * SHORTEST) {
                forms.add(piece);
            }
        }
    }
}
