package dev.autostack.cli;

import dev.autostack.cli.Answers.Deployment;
import dev.autostack.cli.Answers.DeploymentStage;
import dev.autostack.cli.Answers.NewDeployment;
import dev.autostack.cli.Answers.NewProject;
import dev.autostack.cli.Answers.Project;
import dev.autostack.cli.Answers.Projects;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Deploys a project, makes it first when there is none of that name, and follows it to its verified
 * URL.
 */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Deploy a project and wait until its URL is verified.",
        footer = {
            "",
            "Examples:",
            "  autostack up shop --git-url https://example.org/team/shop.git",
            "  autostack up shop --environment staging --ref feature/x"
        })
final class UpCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_AWAY = Duration.ofSeconds(1);
    private static final Set<String> OVER =
            Set.of("LIVE", "RETIRED", "FAILED", "CANCELLED", "SUPERSEDED");

    @Mixin private ControlPlaneOptions controlPlane = new ControlPlaneOptions();

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROJECT", description = "Name of the project.")
    private String name;

    @Option(
            names = "--git-url",
            paramLabel = "URL",
            description = "Source of a project that is not there yet.")
    private @Nullable String gitUrl;

    @Option(names = "--branch", description = "Branch of a project that is not there yet.")
    private @Nullable String branch;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Root directory of a project that is not there yet.")
    private @Nullable String root;

    @Option(
            names = {"-e", "--environment"},
            description = "Environment (default: production).")
    private @Nullable String environment;

    @Option(names = "--ref", description = "Branch, tag or commit to deploy.")
    private @Nullable String ref;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "900",
            description = "How long to follow it.")
    private long timeoutSeconds;

    // picocli sets the fields before it calls the command.
    @SuppressWarnings("NullAway.Init")
    UpCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Api api = controlPlane.api();
        Project project = project(api);
        Deployment deployment =
                api.create(
                        "/api/deployments",
                        new NewDeployment(project.id(), environment, ref),
                        Deployment.class);
        err().println("Deployment " + deployment.number() + " of " + project.name());
        Deployment over = follow(api, deployment);
        return report(over);
    }

    private Project project(Api api) {
        Optional<Project> known =
                api
                        .get("/api/projects?limit=200&q=" + Api.encode(name), Projects.class)
                        .items()
                        .stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        if (gitUrl == null) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "There is no project '" + name + "'.",
                    "Give --git-url to make it from a Git repository.");
        }
        return api.create(
                "/api/projects", new NewProject(name, gitUrl, branch, root), Project.class);
    }

    private Deployment follow(Api api, Deployment start) throws InterruptedException {
        Set<Stage> shown = EnumSet.noneOf(Stage.class);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        Deployment now = start;
        boolean away = false;
        while (true) {
            for (DeploymentStage stage : now.stages()) {
                if (stage.status() != StageStatus.STARTED && shown.add(stage.stage())) {
                    show(stage);
                }
            }
            if (OVER.contains(now.state())) {
                return now;
            }
            if (System.nanoTime() > end) {
                throw new CommandFailure(
                        ExitCode.TIMEOUT,
                        "Deployment "
                                + now.number()
                                + " is still "
                                + now.state().toLowerCase(Locale.ROOT)
                                + ".",
                        "It goes on without this command; look at it in the UI.");
            }
            TimeUnit.MILLISECONDS.sleep((away ? POLL_AWAY : POLL).toMillis());
            try {
                now = api.get("/api/deployments/" + start.id(), Deployment.class);
                away = false;
            } catch (CommandFailure e) {
                // A restart of the control plane does not end the deployment.
                if (e.exit() != ExitCode.NETWORK) {
                    throw e;
                }
                if (!away) {
                    err().println("  " + e.getMessage() + " Trying again.");
                    err().flush();
                }
                away = true;
            }
        }
    }

    private void show(DeploymentStage stage) {
        Instant finished = stage.finishedAt();
        String took =
                finished == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "%6.2f s", seconds(stage.startedAt(), finished));
        String detail = stage.detail() == null ? "" : stage.detail();
        String mark = stage.status() == StageStatus.FAILED ? "failed" : "";
        err().printf(
                        "  %-8s %9s  %s %s%n",
                        stage.stage().name().toLowerCase(Locale.ROOT), took, mark, detail);
        err().flush();
    }

    private int report(Deployment over) {
        Cause cause = over.cause();
        if (cause != null) {
            cause.lastLines().forEach(line -> err().println("  | " + line));
            throw new CommandFailure(
                    ExitCode.DEPLOYMENT_FAILED,
                    cause.message() + " (" + cause.code() + ")",
                    cause.hint());
        }
        if (!over.state().equals("LIVE")) {
            throw new CommandFailure(
                    ExitCode.DEPLOYMENT_FAILED,
                    "The deployment ended as " + over.state().toLowerCase(Locale.ROOT) + ".",
                    null);
        }
        Instant live = over.stateAt() == null ? over.createdAt() : over.stateAt();
        err().printf("Live and verified in %.2f s%n", seconds(over.createdAt(), live));
        err().flush();
        spec.commandLine().getOut().println(over.url());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
