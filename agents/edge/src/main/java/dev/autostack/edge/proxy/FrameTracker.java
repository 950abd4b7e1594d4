package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Follows one direction of a WebSocket just far enough to know where frames end (RFC 6455, 5.2), so
 * that a close frame of the edge's own can be put between two of them.
 */
final class FrameTracker {
    private static final int OPCODE_CLOSE = 8;
    private static final int MOST_HEADER = 14;

    private final byte[] header = new byte[MOST_HEADER];
    private int have;
    private long payloadLeft;
    private boolean closeSeen;

    /** Reads all without moving the buffer's indexes. */
    void track(ByteBuf bytes) {
        track(bytes, false);
    }

    /** Reads up to the first end of a frame, or all; returns how many bytes that was. */
    int trackToBoundary(ByteBuf bytes) {
        return track(bytes, true);
    }

    private int track(ByteBuf bytes, boolean stop) {
        int start = bytes.readerIndex();
        int at = start;
        int end = bytes.writerIndex();
        while (at < end && !(stop && isBetweenFrames())) {
            if (payloadLeft > 0) {
                int skip = (int) Math.min(payloadLeft, end - at);
                payloadLeft -= skip;
                at += skip;
            } else {
                header[have++] = bytes.getByte(at++);
                if (have >= 2 && have == headerLength()) {
                    closeSeen |= (header[0] & 0x0f) == OPCODE_CLOSE;
                    payloadLeft = payloadLength();
                    have = 0;
                }
            }
        }
        return at - start;
    }

    boolean isBetweenFrames() {
        return have == 0 && payloadLeft == 0;
    }

    /** Whether this side has begun to close. */
    boolean closeSeen() {
        return closeSeen;
    }

    private int headerLength() {
        int mask = (header[1] & 0x80) == 0 ? 0 : 4;
        return switch (header[1] & 0x7f) {
            case 126 -> 4 + mask;
            case 127 -> 10 + mask;
            default -> 2 + mask;
        };
    }

    private long payloadLength() {
        int small = header[1] & 0x7f;
        int bytes = small == 126 ? 2 : small == 127 ? 8 : 0;
        if (bytes == 0) {
            return small;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << 8) | (header[2 + i] & 0xff);
        }
        // The top bit must be zero; a stream that breaks this has no frames worth finding.
        return length < 0 ? Long.MAX_VALUE : length;
    }
}
