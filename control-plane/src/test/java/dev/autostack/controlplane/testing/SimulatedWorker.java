package dev.autostack.controlplane.testing;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.ContentAnswer;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.protocol.KnownImage;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.RunPlan;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageReport;
import dev.autostack.protocol.StageStatus;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker that leases and reports over the real endpoints, and builds nothing: a script says what
 * becomes of each lease.
 */
public final class SimulatedWorker implements AutoCloseable {
    private static final int WAIT_MS = 5_000;

    private final Wire wire;
    private final Clock clock;
    private final Loop loop = new Loop();
    private volatile Script script = SimulatedWorker::push;
    private volatile long heartbeatMs = 200;
    private volatile int slots;

    /** Decides one lease. Returning null ends without a finish, as a crash does. */
    @FunctionalInterface
    public interface Script {
        @Nullable BuildOutcome run(Work work) throws InterruptedException;
    }

    /** {@code wire} carries a worker's credential. */
    public SimulatedWorker(Wire wire, Clock clock) {
        this.wire = wire;
        this.clock = clock;
    }

    public SimulatedWorker script(Script next) {
        script = next;
        return this;
    }

    public SimulatedWorker heartbeat(long millis) {
        heartbeatMs = millis;
        return this;
    }

    public SimulatedWorker start(int many) {
        slots = many;
        for (int slot = 0; slot < many; slot++) {
            loop.start("worker-slot-" + slot, this::leaseOne);
        }
        return this;
    }

    private void leaseOne() throws InterruptedException {
        Optional<BuildLease> lease =
                wire.post(
                        "/api/worker/leases",
                        new LeaseRequest(
                                List.of(LeaseKind.BUILD, LeaseKind.INSPECT), WAIT_MS, "1.0", slots),
                        BuildLease.class);
        if (lease.isPresent() && !loop.stopped()) {
            Work work = new Work(lease.get());
            Thread beats = Thread.ofVirtual().start(work::beat);
            try {
                BuildOutcome outcome = script.run(work);
                if (outcome != null) {
                    work.finish(outcome);
                }
            } catch (Work.CancelledByHeartbeat e) {
                work.finish(new BuildOutcome.Cancelled());
            } finally {
                beats.interrupt();
            }
        }
    }

    /** The plain way: every stage, one log line, and an image whose digest follows the build. */
    public static BuildOutcome push(Work work) {
        for (Stage stage : List.of(Stage.CLONE, Stage.DETECT, Stage.BUILD, Stage.PUSH)) {
            work.stage(stage, StageStatus.STARTED);
            work.log(stage, "working on " + stage);
            work.stage(stage, StageStatus.SUCCEEDED);
        }
        return work.pushed();
    }

    /** One lease in the hands of a script. */
    public final class Work {
        private final BuildLease lease;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private long chunk;

        Work(BuildLease lease) {
            this.lease = lease;
        }

        /** Thrown out of {@link #hold} when a heartbeat said to stop. */
        static final class CancelledByHeartbeat extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        public BuildLease lease() {
            return lease;
        }

        public void stage(Stage stage, StageStatus status) {
            CommitFacts commit =
                    stage == Stage.CLONE && status == StageStatus.SUCCEEDED ? commit() : null;
            wire.post(
                    "/api/worker/builds/" + lease.buildId() + "/stages",
                    new StageReport(lease.fence(), stage, status, clock.instant(), null, commit));
        }

        public void log(Stage stage, String text) {
            chunk++;
            LogLine line = new LogLine(clock.instant(), LogLevel.INFO, text, false);
            wire.post(
                    "/api/worker/builds/" + lease.buildId() + "/log",
                    new LogBatch(
                            lease.buildId(),
                            lease.fence(),
                            List.of(new LogChunk(chunk, stage, null, List.of(line)))));
        }

        /** Waits until the latch opens; a cancel or the end of the worker ends the wait. */
        public void hold(CountDownLatch latch) throws InterruptedException {
            while (!latch.await(10, TimeUnit.MILLISECONDS)) {
                if (cancelled.getCount() == 0) {
                    throw new CancelledByHeartbeat();
                }
            }
        }

        public CommitFacts commit() {
            String sha =
                    lease.source().commit() == null
                            ? digest("commit of " + lease.source().ref()).substring(7, 47)
                            : Objects.requireNonNull(lease.source().commit());
            return new CommitFacts(sha, "Say hello", "Ada", clock.instant());
        }

        public BuildOutcome.Pushed pushed() {
            return pushed("/");
        }

        public BuildOutcome.Pushed pushed(@Nullable String healthPath) {
            Objects.requireNonNull(lease.push(), "a build is pushed somewhere");
            return new BuildOutcome.Pushed(
                    lease.push().registry() + "/" + lease.push().repository(),
                    digest(lease.buildId() + "/" + lease.attempt()),
                    12_345,
                    commit(),
                    detection(),
                    new RunPlan(3000, healthPath, List.of(), false));
        }

        /** Asks for an image of this content, a text of any shape. */
        public @Nullable KnownImage known(String content) {
            return wire.post(
                            "/api/worker/builds/" + lease.buildId() + "/content",
                            new ContentQuestion(lease.fence(), digest(content).substring(7)),
                            ContentAnswer.class)
                    .map(ContentAnswer::image)
                    .orElse(null);
        }

        /** What a worker says that takes the image instead of building one. */
        public BuildOutcome.Pushed reused(KnownImage image) {
            BuildOutcome.Pushed own = pushed();
            return new BuildOutcome.Pushed(
                    own.repository(),
                    image.digest(),
                    own.sizeBytes(),
                    own.commit(),
                    own.detection(),
                    own.run(),
                    image.buildId());
        }

        /** Says it again and again until the control plane has it or refuses it. */
        public void finish(BuildOutcome outcome) {
            finish(outcome, null);
        }

        public void finish(BuildOutcome outcome, @Nullable BuildFacts facts) {
            boolean told = false;
            while (!told && !loop.stopped()) {
                try {
                    wire.post(
                            "/api/worker/builds/" + lease.buildId() + "/finish",
                            new BuildFinished(lease.fence(), outcome, facts));
                    told = true;
                } catch (UncheckedIOException e) {
                    told = !loop.pause(50);
                }
            }
        }

        private void beat() {
            while (!loop.stopped() && loop.pause(heartbeatMs)) {
                try {
                    boolean stop =
                            wire.post(
                                            "/api/worker/builds/" + lease.buildId() + "/heartbeat",
                                            new Heartbeat(lease.fence()),
                                            HeartbeatReply.class)
                                    .map(HeartbeatReply::cancel)
                                    .orElse(false);
                    if (stop) {
                        cancelled.countDown();
                    }
                } catch (Wire.Refused e) {
                    cancelled.countDown();
                    return;
                } catch (UncheckedIOException e) {
                    // The control plane is away; the next beat tries again.
                }
            }
        }
    }

    /** What a planner would say of a small Node app. */
    public static Detection detection() {
        return new Detection(
                "",
                "node",
                "express",
                "javascript",
                "npm",
                new Detection.SourcedVersion("22", "default"),
                90,
                List.of(new Detection.Evidence("package.json", "depends on express", 90)),
                List.of(),
                false,
                "npm ci",
                null,
                "node server.js",
                3000,
                "/",
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** A digest that follows from the text. */
    public static String digest(String of) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(of.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(Arrays.copyOf(hash, 32));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends at once, in the middle of whatever it does; says nothing to anybody. */
    public void kill() {
        loop.kill();
    }

    @Override
    public void close() {
        kill();
    }
}
