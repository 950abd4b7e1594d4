package dev.autostack.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FrameTrackerTest {
    private static ByteBuf frame(int opcode, boolean masked, int length) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(0x80 | opcode);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            out.writeByte(mask | length);
        } else if (length < 65_536) {
            out.writeByte(mask | 126).writeShort(length);
        } else {
            out.writeByte(mask | 127).writeLong(length);
        }
        if (masked) {
            out.writeInt(0x88888888);
        }
        return out.writeZero(length);
    }

    @RepeatedTest(50)
    void endsOfFramesAreFoundHoweverTheBytesAreCut(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var tracker = new FrameTracker();
        int[] lengths = {0, 1, 125, 126, 300, 65_535, 65_536, 100_000};
        for (int i = 0; i < 20; i++) {
            ByteBuf frame = frame(1, random.nextBoolean(), lengths[random.nextInt(lengths.length)]);
            assertThat(tracker.isBetweenFrames()).isTrue();
            while (frame.isReadable()) {
                int part = 1 + random.nextInt(Math.min(20_000, frame.readableBytes()));
                part = Math.min(part, frame.readableBytes());
                tracker.track(frame.readSlice(part));
                assertThat(tracker.isBetweenFrames()).isEqualTo(!frame.isReadable());
            }
        }
        assertThat(tracker.closeSeen()).isFalse();
        tracker.track(frame(8, true, 2));
        assertThat(tracker.closeSeen()).isTrue();
    }

    @Test
    void trackingToABoundaryStopsBehindTheFrameThatIsOpen() {
        var tracker = new FrameTracker();
        ByteBuf first = frame(2, false, 300);
        tracker.track(first.readSlice(100));
        ByteBuf rest = Unpooled.wrappedBuffer(first, frame(2, false, 10));

        assertThat(tracker.trackToBoundary(rest)).isEqualTo(204);
        assertThat(tracker.isBetweenFrames()).isTrue();
        assertThat(rest.readableBytes()).isEqualTo(204 + 12);
    }

    @Test
    void lengthThatCannotBeIsAFrameWithoutEnd() {
        var tracker = new FrameTracker();
        tracker.track(Unpooled.buffer().writeByte(0x82).writeByte(127).writeLong(-1).writeZero(50));

        assertThat(tracker.isBetweenFrames()).isFalse();
    }
}
