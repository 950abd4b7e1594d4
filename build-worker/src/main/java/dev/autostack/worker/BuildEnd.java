package dev.autostack.worker;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.control.Backoff;
import dev.autostack.worker.control.ControlPlane;
import dev.autostack.worker.control.Refused;
import dev.autostack.worker.control.StaleLease;
import dev.autostack.worker.control.Unreachable;
import dev.autostack.worker.log.BuildLog;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a build takes its leave: the last line of its log, its last stage, and its outcome. */
final class BuildEnd {
    private static final Logger LOG = LoggerFactory.getLogger(BuildEnd.class);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
    private static final Duration FINISH_LIMIT = Duration.ofMinutes(10);

    private final ControlPlane controlPlane;
    private final BuildLease lease;
    private final StopSignal stop;
    private final BuildLog log;
    private final StageReports reports;

    BuildEnd(
            ControlPlane controlPlane,
            BuildLease lease,
            StopSignal stop,
            BuildLog log,
            StageReports reports) {
        this.controlPlane = controlPlane;
        this.lease = lease;
        this.stop = stop;
        this.log = log;
        this.reports = reports;
    }

    /**
     * Returns when the control plane took the outcome, or will not.
     *
     * @param stage the one under way at the end
     * @param facts of the image; null when none was built
     */
    void report(BuildOutcome outcome, Stage stage, @Nullable BuildFacts facts)
            throws InterruptedException {
        tell(outcome, stage);
        finish(outcome, stage, facts);
    }

    /** The last word in the log and on the stage that was under way. */
    private void tell(BuildOutcome outcome, Stage stage) {
        LogWriter writer = log.writer(stage);
        switch (outcome) {
            case BuildOutcome.Failed(Cause cause) -> {
                writer.line(LogLevel.ERROR, cause.message());
                reports.failed(stage, cause.message());
            }
            case BuildOutcome.Broken(Cause cause) -> {
                writer.line(LogLevel.ERROR, cause.message());
                reports.failed(stage, cause.message());
            }
            case BuildOutcome.Cancelled _ -> {
                writer.warning("Cancelled.");
                reports.failed(stage, "Cancelled");
            }
            case BuildOutcome.Pushed _, BuildOutcome.Inspected _ -> {}
        }
    }

    /** Everything before it first, so that who sees the end sees all. */
    private void finish(BuildOutcome outcome, Stage stage, @Nullable BuildFacts facts)
            throws InterruptedException {
        if (!log.drain(DRAIN_LIMIT) || !reports.drain(DRAIN_LIMIT)) {
            LOG.warn("the log of {} could not be delivered whole", lease.buildId());
        }
        BuildFinished finished = new BuildFinished(lease.fence(), withLines(outcome, stage), facts);
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
        long end = System.nanoTime() + FINISH_LIMIT.toNanos();
        while (!(stop.reason() instanceof StopReason.LeaseLost) && System.nanoTime() < end) {
            try {
                controlPlane.finish(lease.buildId(), finished);
                return;
            } catch (Unreachable e) {
                LOG.warn("finish of {}: {}", lease.buildId(), e.getMessage());
                Thread.sleep(backoff.next());
            } catch (StaleLease e) {
                LOG.info("build {} was finished without us", lease.buildId());
                return;
            } catch (Refused e) {
                LOG.error("the end of {} was refused: {}", lease.buildId(), e.getMessage());
                return;
            }
        }
    }

    private BuildOutcome withLines(BuildOutcome outcome, Stage stage) {
        return switch (outcome) {
            case BuildOutcome.Failed(Cause cause) -> new BuildOutcome.Failed(told(cause, stage));
            case BuildOutcome.Broken(Cause cause) -> new BuildOutcome.Broken(told(cause, stage));
            default -> outcome;
        };
    }

    /** What a cause quotes of a source or a program is redacted like the log. */
    private Cause told(Cause cause, Stage stage) {
        return new Cause(
                cause.code(),
                log.redactor().redact(cause.message()),
                log.redactor().redact(cause.hint()),
                cause.stage() == null ? stage : cause.stage(),
                cause.lastLines().isEmpty() ? log.tail(20) : cause.lastLines(),
                cause.tellingLine(),
                cause.logLine());
    }
}
