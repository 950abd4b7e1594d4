package dev.autostack.worker.control;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one lease alive by heartbeats on a thread of its own and turns what comes back into stops:
 * cancelled, or lost. While the control plane does not answer, the build goes on: whether the lease
 * is still ours is for the next answer to say.
 */
public final class LeaseHeld implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseHeld.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ControlPlane controlPlane;
    private final BuildLease lease;
    private final StopSignal stop;
    private final Duration interval;
    private final Thread beat;
    private volatile long confirmedAt = System.nanoTime();
    private volatile boolean closed;

    /**
     * @param interval between heartbeats, 5 s by contract
     */
    public LeaseHeld(
            ControlPlane controlPlane, BuildLease lease, StopSignal stop, Duration interval) {
        this.controlPlane = controlPlane;
        this.lease = lease;
        this.stop = stop;
        this.interval = interval;
        this.beat = Thread.ofVirtual().name("heartbeat-" + lease.buildId()).start(this::run);
    }

    private void run() {
        Duration pause = interval;
        while (!closed) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = closed || send() ? interval : RETRY;
        }
    }

    /**
     * For steps that reach outside (a push): asks at once when the last word is older than two
     * heartbeats, as after the process was stopped for a while. Monotonic time, not the clock's.
     */
    public void confirm() {
        if (System.nanoTime() - confirmedAt > interval.multipliedBy(2).toNanos()) {
            send();
        }
        stop.check();
    }

    private boolean send() {
        long asked = System.nanoTime();
        try {
            HeartbeatReply reply =
                    controlPlane.heartbeat(lease.buildId(), new Heartbeat(lease.fence()));
            confirmedAt = asked;
            if (reply.cancel()) {
                stop.stop(new StopReason.Cancelled());
            }
            return true;
        } catch (StaleLease e) {
            LOG.info("build {} is not ours any more", lease.buildId());
            closed = true;
            stop.stop(new StopReason.LeaseLost());
            return true;
        } catch (Unreachable e) {
            LOG.warn("heartbeat of build {}: {}", lease.buildId(), e.getMessage());
            return false;
        } catch (Refused e) {
            LOG.warn("heartbeat of build {} refused: {}", lease.buildId(), e.getMessage());
            return true;
        }
    }

    @Override
    public void close() {
        closed = true;
        beat.interrupt();
    }
}
