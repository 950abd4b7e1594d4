package dev.autostack.agent;

import dev.autostack.agent.link.ControlPlane;
import dev.autostack.agent.link.LinkProblem;
import dev.autostack.agent.reconcile.Reconciliation;
import dev.autostack.protocol.DesiredState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the desired state again and again, by long poll. The first question of a process asks
 * for everything. After a failure it asks again after a pause that grows to five seconds, with
 * jitter, so that many agents do not come back at once.
 */
final class DesiredPoll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DesiredPoll.class);
    private static final Duration WAIT = Duration.ofSeconds(25);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final ControlPlane controlPlane;
    private final Reconciliation reconciliation;
    private final SplittableRandom random = new SplittableRandom();
    private final Thread thread;
    private volatile long version;
    private volatile boolean asking;
    private volatile boolean closed;

    DesiredPoll(ControlPlane controlPlane, Reconciliation reconciliation) {
        this.controlPlane = controlPlane;
        this.reconciliation = reconciliation;
        this.thread = Thread.ofVirtual().name("desired state").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * The control plane has answered a report of version {@code reported} with its newest, or the
     * link was gone and is back: a question that hangs in a dead connection is asked again.
     */
    void hint(long reported, long newest, boolean linkWasGone) {
        if (newest < reported) {
            LOG.warn("the control plane went back from version {} to {}", reported, newest);
            version = 0; // a restored backup; generations still guard against old releases
            askAgain();
        } else if (newest > version || linkWasGone) {
            askAgain();
        }
    }

    private void askAgain() {
        if (asking) {
            thread.interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                asking = true;
                Optional<DesiredState> state = controlPlane.desired(version, WAIT);
                asking = false;
                failures = 0;
                if (state.isPresent()) {
                    version = state.get().version();
                    reconciliation.accept(state.get());
                }
            } catch (InterruptedException _) {
                asking = false; // asked again, or closed
            } catch (LinkProblem.Refused e) {
                asking = false;
                LOG.warn("{}", e.getMessage());
                pause(++failures);
            } catch (IOException | RuntimeException e) {
                asking = false;
                LOG.warn("{}", e.getMessage());
                pause(++failures);
            }
        }
    }

    private void pause(int failures) {
        long longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 10));
        try {
            Thread.sleep(longest / 2 + random.nextLong(longest / 2 + 1));
        } catch (InterruptedException _) {
            // Closed; the loop sees it.
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
