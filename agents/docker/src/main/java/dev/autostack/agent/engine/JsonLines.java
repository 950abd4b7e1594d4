package dev.autostack.agent.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Splits a stream of JSON values, one per line, as events and pulls are written. */
final class JsonLines {
    private final InputStream in;

    JsonLines(InputStream in) {
        this.in = new BufferedInputStream(in, 16 << 10);
    }

    /** The next line without its end; empty at the end of the stream. */
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream(512);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n' || b == '\r') {
                if (line.size() > 0) {
                    return line.toByteArray();
                }
            } else {
                line.write(b);
            }
        }
        return line.toByteArray();
    }
}
