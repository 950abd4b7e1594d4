package dev.autostack.controlplane.log;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One reader of a stream, at its own pace: it asks for the next frame when the one before has left.
 * Nothing waits for it in memory, so a slow one costs the writers nothing; one that falls too far
 * behind is told what it misses.
 */
final class LogReader implements AutoCloseable {
    private static final int LINES_PER_FRAME = 1_000;
    private static final int CHARACTERS_PER_FRAME = 64 * 1024;

    private final LiveStreams hub;
    private final LogStreams streams;
    private final LiveStream live;
    private final Clock clock;
    private final long backlog;
    private final Supplier<Optional<String>> deployment;
    private final AtomicBoolean deploymentChanged = new AtomicBoolean(true);
    private volatile boolean ended;
    private long position;

    LogReader(
            LiveStreams hub,
            LogStreams streams,
            LogStreams.Stream stream,
            long after,
            long backlog,
            Clock clock,
            Supplier<Optional<String>> deployment) {
        this.hub = hub;
        this.streams = streams;
        this.live = hub.join(stream);
        this.clock = clock;
        this.backlog = backlog;
        this.deployment = deployment;
        this.position = Math.max(0, after);
        hub.onDeployment(stream.deploymentId(), this);
    }

    /**
     * The next frame; a heartbeat when nothing happens in time, empty when it was {@link #end}ed.
     */
    Optional<Frame> next(Duration heartbeat) throws InterruptedException {
        long deadline = System.nanoTime() + heartbeat.toNanos();
        LiveStream.Position at = live.position();
        while (!ended) {
            if (deploymentChanged.getAndSet(false)) {
                Optional<String> shown = deployment.get();
                if (shown.isPresent()) {
                    return Optional.of(new Frame.Deployment(shown.get()));
                }
            }
            if (at.last() > position) {
                return Optional.of(lines(at.last()));
            }
            if (at.closed()) {
                return Optional.of(new Frame.End());
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.of(new Frame.Heartbeat(clock.instant()));
            }
            at = live.await(position, at, Duration.ofNanos(left));
        }
        return Optional.empty();
    }

    /** From another thread: no frame follows. */
    void end() {
        ended = true;
        live.wake();
    }

    /** From another thread: show the deployment again. */
    void deploymentChanged() {
        deploymentChanged.set(true);
        live.wake();
    }

    @Override
    public void close() {
        ended = true;
        hub.offDeployment(live.stream().deploymentId(), this);
        hub.leave(live);
    }

    private Frame lines(long last) {
        if (last - position > backlog) {
            long to = last - backlog / 2;
            Frame gap =
                    new Frame.Gap(position + 1, to, "This reader is slower than the log grows.");
            position = to;
            return gap;
        }
        List<LineBlock> blocks = live.inMemory(position);
        if (blocks.isEmpty()) {
            blocks =
                    streams.read(live.stream(), position, CHARACTERS_PER_FRAME).stream()
                            .map(block -> LineBlock.of(block.stored()))
                            .toList();
        }
        long first = blocks.isEmpty() ? last + 1 : blocks.getFirst().firstSeq();
        if (first > position + 1) {
            Frame gap = new Frame.Gap(position + 1, first - 1, "These lines are no longer kept.");
            position = first - 1;
            return gap;
        }
        return frame(blocks);
    }

    private Frame.Lines frame(List<LineBlock> blocks) {
        List<String> rendered = new ArrayList<>();
        int characters = 0;
        for (LineBlock block : blocks) {
            for (String line : block.after(position)) {
                boolean full =
                        rendered.size() == LINES_PER_FRAME
                                || (characters > 0
                                        && characters + line.length() > CHARACTERS_PER_FRAME);
                if (full) {
                    return new Frame.Lines(rendered, position);
                }
                rendered.add(line);
                characters += line.length();
                position++;
            }
        }
        return new Frame.Lines(rendered, position);
    }
}
