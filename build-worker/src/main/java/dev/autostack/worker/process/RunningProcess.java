package dev.autostack.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started process that leads a process group of its own. */
public final class RunningProcess {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);

    /** Between TERM and KILL. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long output may trail the end of the process. */
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final Process process;
    private final Thread stdout;
    private final Thread stderr;
    private volatile boolean killed;
    private volatile @Nullable RuntimeException sinkFailure;

    RunningProcess(Process process, OutputSink sink) {
        this.process = process;
        this.stdout = pump(process.getInputStream(), OutputSink.Pipe.STDOUT, sink);
        this.stderr = pump(process.getErrorStream(), OutputSink.Pipe.STDERR, sink);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for the end; kills the group when {@code limit} is over. All output has reached the
     * sink when this returns, or its pipes are closed.
     */
    public Exit await(Duration limit) {
        boolean timedOut = false;
        try {
            if (!process.waitFor(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)) {
                timedOut = true;
                kill();
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
            // What the leader left behind in its group holds the pipes open.
            if (!finished(OUTPUT_GRACE)) {
                Signals.group(process.pid(), Signals.KILL);
                closePipes();
                finished(OUTPUT_GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            return new Exit.Killed();
        }
        RuntimeException broken = sinkFailure;
        if (broken != null) {
            throw broken;
        }
        if (timedOut) {
            return new Exit.TimedOut();
        }
        return killed ? new Exit.Killed() : new Exit.Ended(process.exitValue());
    }

    /**
     * Ends the whole group: TERM, then KILL after two seconds. Returns when the leader is gone.
     * Safe to repeat and to call from any thread.
     */
    public void kill() {
        kill(GRACE);
    }

    /** The same with another time between TERM and KILL. */
    public void kill(Duration grace) {
        killed = killed || process.isAlive();
        long group = process.pid();
        Signals.group(group, Signals.TERM);
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("process {} ignores TERM", group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Signals.group(group, Signals.KILL);
    }

    private boolean finished(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (Thread pump : new Thread[] {stdout, stderr}) {
            long left = Math.max(1, end - System.nanoTime());
            if (!pump.join(Duration.ofNanos(left))) {
                return false;
            }
        }
        return true;
    }

    private void closePipes() {
        for (InputStream pipe :
                new InputStream[] {process.getInputStream(), process.getErrorStream()}) {
            try {
                pipe.close();
            } catch (IOException e) {
                LOG.debug("pipe of {} did not close", process.pid(), e);
            }
        }
    }

    private Thread pump(InputStream pipe, OutputSink.Pipe which, OutputSink sink) {
        return Thread.ofVirtual()
                .name("output-" + process.pid() + "-" + which)
                .start(() -> {
                    try {
                        copy(pipe, which, sink);
                    } catch (IOException e) {
                        LOG.debug("output of {} ended early", process.pid(), e);
                    } catch (RuntimeException e) {
                        sinkFailure = e;
                        Signals.group(process.pid(), Signals.KILL);
                    }
                });
    }

    private static void copy(InputStream pipe, OutputSink.Pipe which, OutputSink sink)
            throws IOException {
        byte[] buffer = new byte[16 * 1024];
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        int read;
        while ((read = pipe.read(buffer)) >= 0) {
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                if (b == '\n') {
                    sink.line(which, new String(line, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else {
                    if (length == MAX_LINE_BYTES) {
                        int whole = wholeCharacters(line, length);
                        sink.line(which, new String(line, 0, whole, StandardCharsets.UTF_8));
                        System.arraycopy(line, whole, line, 0, length - whole);
                        length -= whole;
                    }
                    line[length++] = b;
                }
            }
        }
        if (length > 0) {
            sink.line(which, new String(line, 0, length, StandardCharsets.UTF_8));
        }
    }

    /** The length without a UTF-8 sequence that is cut at the end. */
    private static int wholeCharacters(byte[] bytes, int length) {
        for (int back = 1; back <= 3 && back < length; back++) {
            int b = bytes[length - back] & 0xff;
            if (b >= 0xc0) {
                int needs = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return needs > back ? length - back : length;
            }
            if (b < 0x80) {
                return length;
            }
        }
        return length;
    }
}
