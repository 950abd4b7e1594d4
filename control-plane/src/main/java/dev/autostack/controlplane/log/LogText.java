package dev.autostack.controlplane.log;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A whole stream as text for a download, read from the database piece by piece. */
final class LogText extends InputStream {
    private static final int CHARACTERS_PER_READ = 256 * 1024;

    private final LogStreams streams;
    private final LogStreams.Stream stream;
    private byte[] piece = new byte[0];
    private int at;
    private long position;

    LogText(LogStreams streams, LogStreams.Stream stream) {
        this.streams = streams;
        this.stream = stream;
    }

    @Override
    public int read() {
        return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    /** False at the end. */
    private boolean fill() {
        while (at == piece.length) {
            List<LogBlock> blocks = streams.read(stream, position, CHARACTERS_PER_READ);
            if (blocks.isEmpty()) {
                return false;
            }
            StringBuilder text = new StringBuilder();
            for (LogBlock block : blocks) {
                block.stored().stream()
                        .filter(line -> line.seq() > position)
                        .forEach(line ->
                                text.append(line.at())
                                        .append(' ')
                                        .append(line.text())
                                        .append('\n'));
                position = block.lastSeq();
            }
            piece = text.toString().getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return true;
    }
}
