package dev.autostack.worker.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The shapes in which a secret value shows up in output. */
final class SecretForms {
    /** Shorter values (and words that stand in every log) are not worth the noise. */
    static final int MIN_LENGTH = 4;

    private static final int MIN_LINE = 8;
    private static final int MIN_ENCODED = 8;

    /** Values beyond this are only sought as they are: their encoded forms would cost megabytes. */
    private static final int MAX_ENCODED = 16 * 1024;

    private static final Set<String> WORDS =
            Set.of(
                    "true",
                    "false",
                    "null",
                    "none",
                    "undefined",
                    "production",
                    "development",
                    "staging",
                    "test",
                    "debug",
                    "info",
                    "localhost",
                    "127.0.0.1",
                    "0.0.0.0",
                    "http",
                    "https",
                    "node",
                    "main",
                    "master");

    private SecretForms() {}

    /** Each form without line ends: the search does not see them either. */
    static Set<String> of(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        String stripped = secret.strip();
        if (stripped.length() < MIN_LENGTH
                || WORDS.contains(stripped.toLowerCase(Locale.ROOT))
                || (stripped.length() < 6 && stripped.chars().allMatch(Character::isDigit))) {
            return forms;
        }
        add(forms, secret, MIN_LENGTH);
        add(forms, stripped, MIN_LENGTH);
        secret.lines().map(String::strip).forEach(line -> add(forms, line, MIN_LINE));
        for (String whole : new LinkedHashSet<>(List.of(secret, stripped))) {
            json(forms, whole);
            if (whole.length() <= MAX_ENCODED) {
                url(forms, whole);
                base64(forms, whole);
                hex(forms, whole);
                add(forms, whole.replace("'", "'\\''"), MIN_LENGTH);
                add(forms, html(whole), MIN_LENGTH);
            }
        }
        return forms;
    }

    private static void add(Set<String> forms, String form, int atLeast) {
        String joined = form.replace("\n", "").replace("\r", "");
        if (joined.length() >= atLeast) {
            forms.add(joined);
        }
    }

    private static void json(Set<String> forms, String value) {
        StringBuilder plain = new StringBuilder();
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            String escaped =
                    switch (c) {
                        case '"' -> "\\\"";
                        case '\\' -> "\\\\";
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        case '\t' -> "\\t";
                        case '\b' -> "\\b";
                        case '\f' -> "\\f";
                        default -> c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c);
                    };
            plain.append(escaped);
            boolean risky = c > 0x7e || c == '<' || c == '>' || c == '&' || c == '\'' || c == '=';
            ascii.append(risky ? String.format("\\u%04x", (int) c) : escaped);
        }
        add(forms, plain.toString(), MIN_LENGTH);
        add(forms, plain.toString().replace("/", "\\/"), MIN_LENGTH);
        add(forms, ascii.toString(), MIN_LENGTH);
        add(
                forms,
                ascii.toString().toUpperCase(Locale.ROOT).equals(ascii.toString())
                        ? ascii.toString()
                        : upperEscapes(ascii.toString()),
                MIN_LENGTH);
        // JSON inside a JSON string.
        add(forms, plain.toString().replace("\\", "\\\\").replace("\"", "\\\""), MIN_LENGTH);
    }

    private static String upperEscapes(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = text.indexOf("\\u"); i >= 0; i = text.indexOf("\\u", i + 2)) {
            for (int j = i + 2; j < Math.min(i + 6, out.length()); j++) {
                out.setCharAt(j, Character.toUpperCase(out.charAt(j)));
            }
        }
        return out.toString();
    }

    private static void url(Set<String> forms, String value) {
        String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String percent = form.replace("+", "%20");
        // encodeURIComponent leaves these (ECMA-262, 19.2.6.5), form encoding (WHATWG) only '*'.
        String component =
                percent.replace("%21", "!")
                        .replace("%27", "'")
                        .replace("%28", "(")
                        .replace("%29", ")")
                        .replace("%7E", "~");
        String rfc3986 = percent.replace("*", "%2A").replace("%7E", "~");
        // What a URL's path or user part may hold besides (RFC 3986, 3.3).
        String path =
                component
                        .replace("%24", "$")
                        .replace("%26", "&")
                        .replace("%2B", "+")
                        .replace("%2C", ",")
                        .replace("%3B", ";")
                        .replace("%3D", "=");
        for (String encoded : new String[] {form, percent, component, rfc3986, path}) {
            add(forms, encoded, MIN_LENGTH);
            add(forms, lowerPercents(encoded), MIN_LENGTH);
        }
    }

    private static String lowerPercents(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            for (int j = i + 1; j < Math.min(i + 3, out.length()); j++) {
                out.setCharAt(j, Character.toLowerCase(out.charAt(j)));
            }
        }
        return out.toString();
    }

    /**
     * Base64 of the value alone, and the part that is the same wherever the value stands inside
     * something longer that is encoded as a whole: three alignments, edges cut.
     */
    private static void base64(Set<String> forms, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] withLineEnd = (value + "\n").getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder :
                new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
            add(forms, encoder.encodeToString(bytes), MIN_LENGTH);
            add(forms, encoder.withoutPadding().encodeToString(bytes), MIN_LENGTH);
            add(forms, encoder.encodeToString(withLineEnd), MIN_LENGTH);
            for (int shift = 0; shift < 3; shift++) {
                byte[] shifted = new byte[bytes.length + shift];
                System.arraycopy(bytes, 0, shifted, shift, bytes.length);
                String encoded = encoder.withoutPadding().encodeToString(shifted);
                int from = shift == 0 ? 0 : shift + 1;
                int to = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
                if (from < to) {
                    add(forms, encoded.substring(from, to), MIN_ENCODED);
                }
            }
        }
    }

    private static void hex(Set<String> forms, String value) {
        String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
        add(forms, hex, MIN_ENCODED);
        add(forms, hex.toUpperCase(Locale.ROOT), MIN_ENCODED);
    }

    private static String html(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
