package dev.autostack.worker.log;

/**
 * Makes a line of output safe to store and show: SGR colours (ESC [ ... m) and tabs stay, other
 * escape sequences go, other control characters and those that turn the reading direction become
 * U+FFFD. Of text that a carriage return overwrites, the last version stays.
 */
final class ControlCharacters {
    private static final char ESCAPE = '\u001b';
    private static final char BELL = '\u0007';
    private static final char REPLACEMENT = '\ufffd';

    /** Longest colour sequence that is kept; longer ones are noise. */
    private static final int MAX_SGR = 32;

    private ControlCharacters() {}

    static String neutralise(String line) {
        if (isPlain(line)) {
            return line;
        }
        StringBuilder out = new StringBuilder(line.length());
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c == ESCAPE) {
                int end = sequenceEnd(line, i);
                if (isColour(line, i, end)) {
                    out.append(line, i, end);
                }
                i = end;
            } else if (c == '\r') {
                if (line.substring(i).strip().isEmpty()) {
                    break;
                }
                out.setLength(0);
                i++;
            } else {
                out.append(isHarmful(c) ? REPLACEMENT : c);
                i++;
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || (c >= 0x7f && isHarmful(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmful(char c) {
        return (c < ' ' && c != '\t')
                || (c >= 0x7f && c < 0xa0)
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    /** The index after the escape sequence that begins at {@code start} (ECMA-48, 5.4 and 5.6). */
    private static int sequenceEnd(String line, int start) {
        if (start + 1 >= line.length()) {
            return line.length();
        }
        char kind = line.charAt(start + 1);
        int i = start + 2;
        if (kind == '[') {
            while (i < line.length() && (line.charAt(i) < 0x40 || line.charAt(i) > 0x7e)) {
                i++;
            }
            return Math.min(line.length(), i + 1);
        }
        if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
            while (i < line.length() && line.charAt(i) != BELL && line.charAt(i) != ESCAPE) {
                i++;
            }
            boolean terminator =
                    i + 1 < line.length() && line.charAt(i) == ESCAPE && line.charAt(i + 1) == '\\';
            return Math.min(line.length(), terminator ? i + 2 : i + 1);
        }
        return i;
    }

    private static boolean isColour(String line, int start, int end) {
        if (end - start > MAX_SGR || end - start < 3 || line.charAt(end - 1) != 'm') {
            return false;
        }
        if (line.charAt(start + 1) != '[') {
            return false;
        }
        for (int i = start + 2; i < end - 1; i++) {
            char c = line.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit && c != ';' && c != ':') {
                return false;
            }
        }
        return true;
    }
}
