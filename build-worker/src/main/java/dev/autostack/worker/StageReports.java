package dev.autostack.worker;

import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageReport;
import dev.autostack.protocol.StageStatus;
import dev.autostack.worker.control.Backoff;
import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.control.Refused;
import dev.autostack.worker.control.StaleLease;
import dev.autostack.worker.control.Unreachable;
import dev.autostack.worker.log.Redactor;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the stage reports of one build in order, behind the build's back. */
final class StageReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageReports.class);
    private static final int MAX_DETAIL = 300;

    private final ControlPlane controlPlane;
    private final BuildLease lease;
    private final Redactor redactor;
    private final StopSignal stop;
    private final InstantSource clock;
    private final Deque<StageReport> waiting = new ArrayDeque<>();
    private final Thread sender;
    private boolean lost;

    StageReports(
            ControlPlane controlPlane,
            BuildLease lease,
            Redactor redactor,
            StopSignal stop,
            InstantSource clock) {
        this.controlPlane = controlPlane;
        this.lease = lease;
        this.redactor = redactor;
        this.stop = stop;
        this.clock = clock;
        this.sender = Thread.ofVirtual().name("stages-" + lease.buildId()).start(this::send);
    }

    void started(Stage stage) {
        add(stage, StageStatus.STARTED, null, null);
    }

    void succeeded(Stage stage, String detail) {
        add(stage, StageStatus.SUCCEEDED, detail, null);
    }

    void cloned(String detail, CommitFacts commit) {
        add(Stage.CLONE, StageStatus.SUCCEEDED, detail, commit);
    }

    void failed(Stage stage, String detail) {
        add(stage, StageStatus.FAILED, detail, null);
    }

    private synchronized void add(
            Stage stage,
            StageStatus status,
            @Nullable String detail,
            @Nullable CommitFacts commit) {
        String clean = detail == null ? null : redactor.redact(detail);
        if (clean != null && clean.length() > MAX_DETAIL) {
            clean = clean.substring(0, MAX_DETAIL);
        }
        waiting.addLast(
                new StageReport(lease.fence(), stage, status, clock.instant(), clean, commit));
        notifyAll();
    }

    private void send() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
        try {
            while (true) {
                StageReport next = first();
                if (next == null) {
                    return;
                }
                if (deliver(next)) {
                    backoff.reset();
                    removeFirst();
                } else {
                    Thread.sleep(backoff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable StageReport first() throws InterruptedException {
        while (waiting.isEmpty() && !lost) {
            wait();
        }
        return lost ? null : waiting.getFirst();
    }

    private synchronized void removeFirst() {
        waiting.removeFirst();
        notifyAll();
    }

    private boolean deliver(StageReport report) {
        try {
            controlPlane.report(lease.buildId(), report);
            return true;
        } catch (Unreachable e) {
            LOG.debug("stage report of {}: {}", lease.buildId(), e.getMessage());
            return false;
        } catch (StaleLease e) {
            lose();
            stop.stop(new StopReason.LeaseLost());
            return true;
        } catch (Refused e) {
            LOG.error("a stage report of {} was refused: {}", lease.buildId(), e.getMessage());
            return true;
        }
    }

    private synchronized void lose() {
        lost = true;
        notifyAll();
    }

    /** Waits until all are delivered; false when {@code limit} is over before. */
    synchronized boolean drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!waiting.isEmpty() && !lost) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return !lost;
    }

    @Override
    public void close() {
        lose();
        sender.interrupt();
    }
}
