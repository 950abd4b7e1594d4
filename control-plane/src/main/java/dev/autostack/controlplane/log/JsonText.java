package dev.autostack.controlplane.log;

import java.util.List;
import java.util.Locale;

/** Writes lines as JSON by hand: frames are built for each line and reader, Serde is too slow. */
final class JsonText {
    private JsonText() {}

    static String line(StoredLine line) {
        StringBuilder out = new StringBuilder(line.text().length() + 110);
        out.append("{\"seq\":").append(line.seq());
        out.append(",\"at\":\"").append(line.at()).append('"');
        if (line.stage() != null) {
            out.append(",\"stage\":\"").append(line.stage().name()).append('"');
        }
        out.append(",\"source\":\"").append(line.source()).append('"');
        out.append(",\"level\":\"").append(line.level().name()).append("\",\"text\":\"");
        escape(line.text(), out);
        return out.append("\"}").toString();
    }

    static String lines(List<String> rendered) {
        StringBuilder out = new StringBuilder(rendered.size() * 160 + 40);
        out.append("{\"type\":\"lines\",\"lines\":[");
        for (int i = 0; i < rendered.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(rendered.get(i));
        }
        return out.append("]}").toString();
    }

    static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && lone(text, i))) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    private static boolean lone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
}
