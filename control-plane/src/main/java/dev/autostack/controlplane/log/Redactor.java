package dev.autostack.controlplane.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Blanks out known secret values in lines, in the forms they are usually printed: as they are, each
 * line of a longer text, base64 (also inside a longer text), URL and JSON encoded. Values shorter
 * than {@value #SHORTEST} characters are left alone: blanking them would blank ordinary words.
 */
final class Redactor {
    static final int SHORTEST = 6;
    private static final String BLANK = "[secret]";
    private static final Redactor NOTHING = new Redactor(Set.of());

    /** Needles by their first {@value #SHORTEST} characters; a bitmap says where to look at all. */
    private final Map<String, List<String>> needles = new HashMap<>();

    private final boolean[] heads = new boolean[1 << 16];
    private final boolean empty;

    private Redactor(Set<String> forms) {
        for (String form : forms) {
            heads[head(form, 0)] = true;
            needles.computeIfAbsent(form.substring(0, SHORTEST), k -> new ArrayList<>()).add(form);
        }
        needles.values()
                .forEach(list -> list.sort(Comparator.comparingInt(String::length).reversed()));
        this.empty = forms.isEmpty();
    }

    static Redactor of(Collection<String> values) {
        Set<String> forms = new LinkedHashSet<>();
        values.forEach(value -> addForms(value, forms));
        return forms.isEmpty() ? NOTHING : new Redactor(forms);
    }

    String redact(String text) {
        if (empty || text.length() < SHORTEST) {
            return text;
        }
        StringBuilder out = null;
        int copied = 0;
        int at = 0;
        while (at <= text.length() - SHORTEST) {
            int length = heads[head(text, at)] ? match(text, at) : 0;
            if (length == 0) {
                at++;
                continue;
            }
            if (out == null) {
                out = new StringBuilder(text.length());
            }
            out.append(text, copied, at).append(BLANK);
            at += length;
            copied = at;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    private int match(String text, int at) {
        List<String> candidates = needles.get(text.substring(at, at + SHORTEST));
        if (candidates == null) {
            return 0;
        }
        for (String needle : candidates) {
            if (text.startsWith(needle, at)) {
                return needle.length();
            }
        }
        return 0;
    }

    private static int head(String text, int at) {
        return (text.charAt(at) * 31 * 31 + text.charAt(at + 1) * 31 + text.charAt(at + 2))
                & 0xffff;
    }

    private static void addForms(String value, Set<String> forms) {
        if (value.length() < SHORTEST) {
            return;
        }
        add(value, forms);
        add(value.strip(), forms);
        value.lines().forEach(line -> add(line.strip(), forms));
        add(URLEncoder.encode(value, StandardCharsets.UTF_8), forms);
        add(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"), forms);
        add(jsonEscaped(value), forms);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            addBase64(bytes, shift, forms);
        }
    }

    /**
     * The characters of the base64 text that depend on nothing but the value, at each alignment.
     */
    private static void addBase64(byte[] bytes, int shift, Set<String> forms) {
        byte[] shifted = new byte[bytes.length + shift];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        int from = shift == 0 ? 0 : shift + 1;
        int whole = shifted.length * 8 / 6;
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            String text = encoder.withoutPadding().encodeToString(shifted);
            add(text.substring(from, Math.max(from, whole)), forms);
        }
    }

    private static String jsonEscaped(String value) {
        StringBuilder out = new StringBuilder();
        JsonText.escape(value, out);
        return out.toString();
    }

    private static void add(String form, Set<String> forms) {
        if (form.length() >= SHORTEST) {
            forms.add(form);
        }
    }
}
