package dev.autostack.controlplane.testing;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that repeat a call until they are stopped; what fails is tried again shortly after. */
final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long PAUSE_MS = 50;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    interface Work {
        void run() throws InterruptedException;
    }

    synchronized void start(String name, Work work) {
        threads.add(
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            while (!stopped) {
                                once(work);
                            }
                        }));
    }

    private void once(Work work) {
        try {
            work.run();
        } catch (UncheckedIOException | Wire.Refused e) {
            LOG.info("{} tries again: {}", Thread.currentThread().getName(), e.toString());
            pause(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean stopped() {
        return stopped;
    }

    /** At once, whatever they are doing: as kill -9 does. */
    synchronized void kill() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
