package dev.autostack.controlplane.log;

import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines as bytes: version 1, then per line the time as a zigzag varint difference in microseconds,
 * one byte of level and flags, the length as a varint, the text in UTF-8. Postgres compresses the
 * result.
 */
final class ChunkCodec {
    private static final byte VERSION = 1;
    private static final int CONTINUED = 0x80;

    private ChunkCodec() {}

    static byte[] encode(List<LogLine> lines) {
        List<byte[]> texts = new ArrayList<>(lines.size());
        int size = 1;
        for (LogLine line : lines) {
            byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            size += text.length + 16;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION);
        long before = 0;
        for (int i = 0; i < lines.size(); i++) {
            LogLine line = lines.get(i);
            long at = ChronoUnit.MICROS.between(Instant.EPOCH, line.at());
            long difference = at - before;
            before = at;
            varint(out, (difference << 1) ^ (difference >> 63));
            out.put((byte) (code(line.level()) | (line.continued() ? CONTINUED : 0)));
            varint(out, texts.get(i).length);
            out.put(texts.get(i));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static List<LogLine> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.get() != VERSION) {
            throw new IllegalStateException("unknown encoding of a log chunk: " + bytes[0]);
        }
        List<LogLine> lines = new ArrayList<>();
        long at = 0;
        while (in.hasRemaining()) {
            long zigzag = varint(in);
            at += (zigzag >>> 1) ^ -(zigzag & 1);
            int flags = in.get();
            int length = (int) varint(in);
            String text = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
            lines.add(
                    new LogLine(
                            Instant.EPOCH.plus(at, ChronoUnit.MICROS),
                            level(flags & 0x7f),
                            text,
                            (flags & CONTINUED) != 0));
        }
        return lines;
    }

    private static int code(LogLevel level) {
        return switch (level) {
            case INFO -> 0;
            case STDERR -> 1;
            case WARNING -> 2;
            case ERROR -> 3;
        };
    }

    private static LogLevel level(int code) {
        return switch (code) {
            case 1 -> LogLevel.STDERR;
            case 2 -> LogLevel.WARNING;
            case 3 -> LogLevel.ERROR;
            default -> LogLevel.INFO;
        };
    }

    private static void varint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
