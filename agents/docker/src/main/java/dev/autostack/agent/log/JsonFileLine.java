package dev.autostack.agent.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Reads lines of the engine's json-file driver: {@code
 * {"log":"text\n","stream":"stdout","time":"2026-11-21T14:13:04.013775178Z"}}, perhaps with {@code
 * attrs}. By hand, because a busy app prints tens of thousands of them in a second. Source:
 * moby/daemon/logger/jsonfilelog/jsonlog. For one thread.
 */
final class JsonFileLine {
    private static final int SECONDS = "2026-11-21T14:13:04".length();

    private byte[] in = new byte[0];
    private int at;
    private int end;

    private String text = "";
    private boolean stderr;
    private String time = "";

    private String lastSecondText = "";
    private long lastSecond;

    /** Reads one line without its line end. */
    void parse(byte[] bytes, int from, int until) throws IOException {
        in = bytes;
        at = from;
        end = until;
        text = "";
        stderr = false;
        time = "";
        expect('{');
        while (true) {
            String key = string();
            expect(':');
            switch (key) {
                case "log" -> text = string();
                case "stream" -> stderr = string().equals("stderr");
                case "time" -> time = string();
                default -> skip();
            }
            if (peek() == '}') {
                return;
            }
            expect(',');
        }
    }

    String text() {
        return text;
    }

    boolean stderr() {
        return stderr;
    }

    /** The time as it is written, to the nanosecond. */
    String time() {
        return time;
    }

    /** The time; lines come in runs of the same second, so that is read once. */
    Instant instant() throws IOException {
        if (time.length() < SECONDS + 1 || !time.endsWith("Z")) {
            throw new IOException("Not a time: " + time);
        }
        String second = time.substring(0, SECONDS);
        if (!second.equals(lastSecondText)) {
            lastSecond = LocalDateTime.parse(second).toEpochSecond(ZoneOffset.UTC);
            lastSecondText = second;
        }
        long nanos = 0;
        int digits = 0;
        for (int i = SECONDS + 1; i < time.length() - 1 && digits < 9; i++, digits++) {
            nanos = nanos * 10 + (time.charAt(i) - '0');
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(lastSecond, nanos);
    }

    private String string() throws IOException {
        expect('"');
        int from = at;
        boolean plain = true;
        while (at < end && in[at] != '"') {
            if (in[at] == '\\') {
                plain = false;
                at++;
            }
            at++;
        }
        if (at >= end) {
            throw broken("a text does not end");
        }
        int until = at++;
        return plain
                ? new String(in, from, until - from, StandardCharsets.UTF_8)
                : unescape(from, until);
    }

    private String unescape(int from, int until) throws IOException {
        var bytes = new ByteArrayOutputStream(until - from);
        var out = new StringBuilder(until - from);
        int i = from;
        while (i < until) {
            if (in[i] != '\\') {
                bytes.write(in[i++]);
                continue;
            }
            out.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
            char escaped = (char) in[i + 1];
            i += 2;
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    if (i + 4 > until) {
                        throw broken("an escape does not end");
                    }
                    String digits = new String(in, i, 4, StandardCharsets.ISO_8859_1);
                    try {
                        out.append((char) Integer.parseInt(digits, 16));
                    } catch (NumberFormatException _) {
                        throw broken("an escape is not hexadecimal");
                    }
                    i += 4;
                }
                default -> out.append(escaped);
            }
        }
        return out.append(bytes.toString(StandardCharsets.UTF_8)).toString();
    }

    /** Steps over a value that nobody asked for. */
    private void skip() throws IOException {
        if (peek() == '"') {
            string();
            return;
        }
        int depth = 0;
        while (at < end) {
            byte b = in[at];
            if (b == '"') {
                string();
                continue;
            }
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                if (depth == 0) {
                    return;
                }
                depth--;
            } else if (b == ',' && depth == 0) {
                return;
            }
            at++;
        }
        throw broken("a value does not end");
    }

    private byte peek() throws IOException {
        if (at >= end) {
            throw broken("it ends too early");
        }
        return in[at];
    }

    private void expect(char c) throws IOException {
        if (peek() != c) {
            throw broken("expected " + c);
        }
        at++;
    }

    private IOException broken(String what) {
        return new IOException("Not a line of a json-file log: " + what + " at byte " + at);
    }
}
