package dev.autostack.worker;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.PushTarget;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.cause.FailureRules;
import dev.autostack.worker.control.LeaseHeld;
import dev.autostack.worker.engine.EngineUnavailable;
import dev.autostack.worker.engine.Sandbox;
import dev.autostack.worker.image.ImageFacts;
import dev.autostack.worker.image.ImageOutcome;
import dev.autostack.worker.image.ImagePush;
import dev.autostack.worker.image.ImageRequest;
import dev.autostack.worker.image.PushOutcome;
import dev.autostack.worker.image.SecretFiles;
import dev.autostack.worker.image.StepLog;
import dev.autostack.worker.log.BuildLog;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.log.TailLine;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.BuildStopped;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.process.UnpassableValue;
import dev.autostack.worker.source.CheckoutOutcome;
import dev.autostack.worker.source.SourceTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runbook of one leased build: clone, detect, build, push, finish. Whatever happens, it ends
 * with one {@link BuildOutcome} sent, or with silence when the lease is lost.
 */
final class BuildRun {
    private static final Logger LOG = LoggerFactory.getLogger(BuildRun.class);
    private static final Duration PUSH_LIMIT = Duration.ofMinutes(10);

    private final BuildTools tools;
    private final Slot slot;
    private final BuildInput input;
    private final StopSignal stop;
    private final BuildLease lease;
    private Stage stage = Stage.CLONE;
    private @Nullable BuildFacts facts;

    BuildRun(BuildTools tools, Slot slot, BuildLease lease, StopSignal stop) {
        this.tools = tools;
        this.slot = slot;
        this.lease = lease;
        this.stop = stop;
        this.input = new BuildInput(lease, tools.config().engine().extraCertificates());
    }

    /** Never throws for what happens in a build. */
    void run() {
        String key = lease.buildId() + "-" + lease.attempt();
        LOG.info("build {} attempt {} begins", lease.buildId(), lease.attempt());
        try (Workspace workspace = Workspace.create(tools.workspaces(), key);
                LeaseHeld held =
                        new LeaseHeld(
                                tools.controlPlane(), lease, stop, tools.config().heartbeat());
                BuildLog log =
                        new BuildLog(
                                tools.controlPlane(),
                                lease,
                                input.redactor(),
                                tools.config().logRate(),
                                workspace.folder().resolve("log"),
                                stop,
                                tools.clock());
                StageReports reports =
                        new StageReports(
                                tools.controlPlane(), lease, log.redactor(), stop, tools.clock());
                BuildProcesses processes = new BuildProcesses(tools.processes(), key, stop)) {
            BuildOutcome outcome = outcome(new Steps(workspace, held, log, reports, processes));
            if (outcome != null) {
                new BuildEnd(tools.controlPlane(), lease, stop, log, reports)
                        .report(outcome, stage, facts);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("build {} ended in disorder", lease.buildId(), e);
        }
        LOG.info("build {} attempt {} ended", lease.buildId(), lease.attempt());
    }

    /** The outcome to report; null when nobody is to hear of it. */
    private @Nullable BuildOutcome outcome(Steps steps) {
        Duration limit = Duration.ofMillis(input.limits().timeoutMs());
        Thread timer =
                Thread.ofVirtual().name("time-" + lease.buildId()).start(() -> stopAfter(limit));
        try {
            return steps.all();
        } catch (BuildStopped e) {
            return stopped(e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BuildOutcome.Broken(Causes.workerClosing());
        } catch (EngineUnavailable e) {
            LOG.error("engine of slot {}", slot.number(), e);
            return new BuildOutcome.Broken(
                    Causes.engineUnavailable(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            StopReason reason = stop.reason();
            if (reason != null) {
                return stopped(reason);
            }
            LOG.error("build {} failed in the worker", lease.buildId(), e);
            return new BuildOutcome.Broken(Causes.workerBroken(e.getClass().getSimpleName()));
        } finally {
            timer.interrupt();
        }
    }

    private void stopAfter(Duration limit) {
        try {
            if (!stop.await(limit)) {
                stop.stop(new StopReason.TimeUp());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable BuildOutcome stopped(StopReason reason) {
        return switch (reason) {
            case StopReason.Cancelled _ -> new BuildOutcome.Cancelled();
            case StopReason.LeaseLost _ -> null;
            case StopReason.TimeUp _ ->
                    new BuildOutcome.Failed(Causes.timeUp(input.limits().timeoutMs() / 1000));
            case StopReason.LimitReached(Cause cause) -> new BuildOutcome.Failed(cause);
            case StopReason.WorkerClosing _ -> new BuildOutcome.Broken(Causes.workerClosing());
        };
    }

    /** The steps and what they work with. */
    private final class Steps {
        private final Workspace workspace;
        private final LeaseHeld held;
        private final BuildLog log;
        private final StageReports reports;
        private final BuildProcesses processes;

        Steps(
                Workspace workspace,
                LeaseHeld held,
                BuildLog log,
                StageReports reports,
                BuildProcesses processes) {
            this.workspace = workspace;
            this.held = held;
            this.log = log;
            this.reports = reports;
            this.processes = processes;
        }

        BuildOutcome all() throws InterruptedException {
            Cause invalid = input.invalid();
            if (invalid != null) {
                return new BuildOutcome.Failed(invalid);
            }
            return switch (checkOut()) {
                case CheckoutOutcome.Failed(Cause cause) -> new BuildOutcome.Failed(cause);
                case CheckoutOutcome.Broken(Cause cause) -> new BuildOutcome.Broken(cause);
                case CheckoutOutcome.CheckedOut(SourceTree tree) -> planAndBuild(tree);
            };
        }

        private LogWriter enter(Stage next) {
            stop.check();
            stage = next;
            reports.started(next);
            return log.writer(next);
        }

        private CheckoutOutcome checkOut() {
            LogWriter writer = enter(Stage.CLONE);
            CheckoutOutcome outcome =
                    tools.checkout()
                            .checkOut(
                                    lease.source(),
                                    lease.projectId(),
                                    workspace.folder(),
                                    processes,
                                    writer);
            if (outcome instanceof CheckoutOutcome.CheckedOut(SourceTree tree)) {
                CommitFacts commit = tree.commit();
                String detail = shortSha(commit) + " \"" + commit.subject() + "\"";
                writer.info(
                        "Checked out %s by %s (%,d files)"
                                .formatted(detail, commit.author(), tree.files()));
                reports.cloned(detail, commit);
            }
            return outcome;
        }

        private BuildOutcome planAndBuild(SourceTree tree) throws InterruptedException {
            LogWriter writer = enter(Stage.DETECT);
            SourcePlan.Answer answer =
                    new SourcePlan(input.plannerSettings())
                            .make(
                                    tree,
                                    lease.source().rootDirectory(),
                                    lease.build(),
                                    workspace.sub("plan"));
            boolean inspecting = lease.kind() == LeaseKind.INSPECT;
            return switch (answer) {
                case SourcePlan.Answer.No(var detection, var cause) ->
                        inspecting && detection != null
                                ? new BuildOutcome.Inspected(tree.commit(), detection, null)
                                : new BuildOutcome.Failed(cause);
                case SourcePlan.Answer.Ready plan -> {
                    String detail = SourcePlan.describe(plan.detection());
                    writer.info("Detected " + detail);
                    plan.detection()
                            .warnings()
                            .forEach(w -> writer.warning(w.message() + " " + w.advice()));
                    reports.succeeded(Stage.DETECT, detail);
                    yield inspecting
                            ? new BuildOutcome.Inspected(
                                    tree.commit(), plan.detection(), plan.run())
                            : build(tree, plan);
                }
            };
        }

        private BuildOutcome build(SourceTree tree, SourcePlan.Answer.Ready plan)
                throws InterruptedException {
            PushTarget target = lease.push();
            if (target == null) {
                return new BuildOutcome.Broken(Causes.workerBroken("the lease names no registry"));
            }
            LogWriter writer = enter(Stage.BUILD);
            try (Sandbox sandbox =
                            slot.engine()
                                    .open(
                                            input.limits(),
                                            plan.baseImages(input.variables()),
                                            stop,
                                            writer);
                    SecretFiles secrets =
                            SecretFiles.write(
                                    SecretFiles.home(tools.config().data(), tools.owner()),
                                    workspace.folder().getFileName().toString(),
                                    input.secrets())) {
                EarlierImage.Found earlier =
                        new EarlierImage(tools, lease, input, stop)
                                .find(tree, plan, target, slot.engine().api(), writer);
                if (earlier != null) {
                    return reused(earlier, target, tree, plan, writer);
                }
                writer.info(slot.builder().describe());
                if (lease.build().withoutCache()) {
                    writer.info(
                            "Building without the cache of earlier builds, as it was asked for.");
                }
                return built(sandbox, imageRequest(tree, plan, target, secrets), tree, plan);
            } catch (UnpassableValue e) {
                return new BuildOutcome.Failed(Causes.valueNotPassable("of the build", e.reason()));
            }
        }

        private BuildOutcome reused(
                EarlierImage.Found earlier,
                PushTarget target,
                SourceTree tree,
                SourcePlan.Answer.Ready plan,
                LogWriter writer) {
            writer.info(earlier.sentence());
            reports.succeeded(
                    Stage.BUILD,
                    "Nothing was built: the image of #"
                            + earlier.image().deploymentNumber()
                            + " is used again");
            return new BuildOutcome.Pushed(
                    target.repository(),
                    earlier.image().digest(),
                    earlier.sizeBytes(),
                    tree.commit(),
                    plan.detection(),
                    plan.run(),
                    earlier.image().buildId());
        }

        private ImageRequest imageRequest(
                SourceTree tree,
                SourcePlan.Answer.Ready plan,
                PushTarget target,
                SecretFiles secrets) {
            return new ImageRequest(
                    plan.context(),
                    plan.dockerfile(),
                    plan.target(),
                    ImagePush.name(target) + ":" + target.tag(),
                    input.variables(),
                    secrets.files(),
                    // Nothing of this attempt: equal sources give an equal digest.
                    Map.of(
                            "dev.autostack.project",
                            lease.projectId().toString(),
                            "org.opencontainers.image.revision",
                            tree.commit().sha()),
                    lease.build().withoutCache(),
                    workspace.sub("image"),
                    Duration.ofMillis(input.limits().timeoutMs()));
        }

        private BuildOutcome built(
                Sandbox sandbox,
                ImageRequest request,
                SourceTree tree,
                SourcePlan.Answer.Ready plan)
                throws InterruptedException {
            slot.usedBy(lease.build().cacheScope());
            ImageOutcome outcome = slot.builder().build(request, processes, new StepLog(log));
            return switch (outcome) {
                case ImageOutcome.Built(String imageId, var steps) -> {
                    long cached = steps.stream().filter(BuildFacts.Step::cached).count();
                    reports.succeeded(Stage.BUILD, steps.size() + " steps, " + cached + " cached");
                    facts =
                            ImageFacts.of(
                                    steps,
                                    ImageFacts.image(
                                            slot.engine().api(), imageId, log.redactor()::redact),
                                    log.redactor()::redact);
                    yield pushed(tree, plan);
                }
                case ImageOutcome.StepFailed(int exitCode, var steps) -> {
                    facts = ImageFacts.of(steps, null, log.redactor()::redact);
                    Cause ceiling = sandbox.reached(exitCode);
                    List<TailLine> lines = log.numberedTail(BuildLog.TAIL_LINES);
                    yield new BuildOutcome.Failed(
                            ceiling != null ? ceiling : FailureRules.explain(lines, exitCode));
                }
                case ImageOutcome.Failed(Cause cause) -> new BuildOutcome.Failed(cause);
                case ImageOutcome.Broken(Cause cause) -> new BuildOutcome.Broken(cause);
            };
        }

        private BuildOutcome pushed(SourceTree tree, SourcePlan.Answer.Ready plan)
                throws InterruptedException {
            PushTarget target = java.util.Objects.requireNonNull(lease.push());
            LogWriter writer = enter(Stage.PUSH);
            held.confirm();
            writer.info("Pushing " + target.repository() + ":" + target.tag());
            PushOutcome outcome =
                    tools.push().push(slot.engine().api(), target, writer, PUSH_LIMIT, stop);
            return switch (outcome) {
                case PushOutcome.Broken(Cause cause) -> new BuildOutcome.Broken(cause);
                case PushOutcome.Pushed(var digest, long size) -> {
                    writer.info("Pushed " + digest);
                    reports.succeeded(
                            Stage.PUSH,
                            "%,d MB, %s".formatted(Math.max(1, size / 1_000_000), digest));
                    yield new BuildOutcome.Pushed(
                            target.repository(),
                            digest.value(),
                            size,
                            tree.commit(),
                            plan.detection(),
                            plan.run());
                }
            };
        }

        private static String shortSha(CommitFacts commit) {
            return commit.sha().substring(0, 7);
        }
    }
}
