package dev.autostack.planner.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes of a source file to text, whatever the editor that wrote it left at its beginning. */
final class TextDecoder {
    private TextDecoder() {}

    static Content decode(byte[] bytes, int length, boolean complete) {
        if (startsWith(bytes, length, 0xEF, 0xBB, 0xBF)) {
            return text(bytes, 3, length, StandardCharsets.UTF_8, complete);
        }
        if (startsWith(bytes, length, 0xFF, 0xFE)) {
            return text(bytes, 2, length, StandardCharsets.UTF_16LE, complete);
        }
        if (startsWith(bytes, length, 0xFE, 0xFF)) {
            return text(bytes, 2, length, StandardCharsets.UTF_16BE, complete);
        }
        int zerosAtEven = 0;
        int zerosAtOdd = 0;
        int sample = Math.min(length, 512);
        for (int i = 0; i < sample; i++) {
            if (bytes[i] == 0) {
                if ((i & 1) == 0) {
                    zerosAtEven++;
                } else {
                    zerosAtOdd++;
                }
            }
        }
        // Text in Latin letters written as UTF-16 without a mark has a zero in every second byte.
        if (zerosAtOdd > sample / 3 && zerosAtEven == 0) {
            return text(bytes, 0, length, StandardCharsets.UTF_16LE, complete);
        }
        if (zerosAtEven > sample / 3 && zerosAtOdd == 0) {
            return text(bytes, 0, length, StandardCharsets.UTF_16BE, complete);
        }
        if (zerosAtEven + zerosAtOdd > 0) {
            return new Content.Unreadable("is binary");
        }
        return text(bytes, 0, length, StandardCharsets.UTF_8, complete);
    }

    private static boolean startsWith(byte[] bytes, int length, int... mark) {
        if (length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static Content text(
            byte[] bytes, int from, int length, Charset charset, boolean complete) {
        // The lenient constructor: a malformed byte becomes U+FFFD, which no manifest key holds.
        String raw = new String(bytes, from, length - from, charset);
        boolean returns = raw.indexOf('\r') >= 0;
        Content.Form form =
                !charset.equals(StandardCharsets.UTF_8)
                        ? Content.Form.UTF_16
                        : from > 0
                                ? Content.Form.MARKED
                                : returns ? Content.Form.CRLF : Content.Form.PLAIN;
        String unix = !returns ? raw : raw.replace("\r\n", "\n").replace('\r', '\n');
        return new Content.Text(unix, complete, form);
    }
}
