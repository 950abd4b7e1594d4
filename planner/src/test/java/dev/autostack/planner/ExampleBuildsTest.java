package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.diagnosis.Diagnosis;
import dev.autostack.planner.diagnosis.FailedPhase;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples, built as planned with the Docker Engine of this machine, started with the limits
 * that the agent sets, and asked what examples/checks.csv says. One whose base image is not here,
 * or whose dependencies cannot be had here, is skipped and says so. Without {@code -Dexamples=all},
 * some of each stack.
 */
class ExampleBuildsTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (?:--\\S+ )?(\\S+)");
    private static final Pattern STAGE = Pattern.compile("(?mi)^FROM .* AS (\\S+)");

    /** The system's client has a BuildKit of its own; another one may need a plug-in. */
    private static final String DOCKER =
            Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** As the agent sets them for a release; 512 MiB is the default of an environment. */
    private static final List<String> LIMITS =
            List.of(
                    "--cap-drop=ALL",
                    "--security-opt=no-new-privileges",
                    "--init",
                    "--ipc=private",
                    "--memory=512m",
                    "--memory-swap=512m",
                    "--pids-limit=512");

    /** Also those whose plan does not say so: a root that cannot be written is open to all. */
    private static final List<String> READ_ONLY =
            List.of("--read-only", "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=67108864,mode=1777");

    /** What a diagnosis says of a machine that does not reach the packages of a build. */
    private static final Set<String> OUT_OF_REACH = Set.of("build_dns", "build_network");

    /** Not with the offer of HTTP/2: Next.js hangs up on an upgrade that it does not know. */
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    @TempDir private Path scratch = Path.of("");

    /** Those that are built; without a wish also those that cannot be, so that they are counted. */
    static List<ExampleCheck> checks() throws IOException, InterruptedException {
        String wish = System.getProperty("examples", "");
        List<String> names = List.of(wish.split(",", -1));
        List<ExampleCheck> checks = new ArrayList<>();
        for (ExampleCheck check : ExampleCheck.all(EXAMPLES)) {
            boolean wanted =
                    wish.isEmpty()
                            ? check.usual() || missingBase(plan(check).image().dockerfile()) != null
                            : wish.equals("all") || names.contains(check.name());
            if (wanted) {
                checks.add(check);
            }
        }
        return checks;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void anExampleIsBuiltAsPlannedAndAnswers(ExampleCheck check) throws Exception {
        PlanOutcome.Planned planned = plan(check);
        Path context = EXAMPLES.resolve(check.repository()).resolve(planned.image().context());
        Path dockerfile = dockerfile(planned, context);
        assumeBaseImages(check, Files.readString(dockerfile));

        String image = "autostack-example-" + check.id() + ":" + UUID.randomUUID();
        try {
            build(check, image, dockerfile, context);
            answers(check, image, planned.run().port());
        } finally {
            run(START_LIMIT, List.of("image", "rm", "-f", image));
        }
    }

    private static PlanOutcome.Planned plan(ExampleCheck check) throws IOException {
        PlanOutcome outcome =
                new Planner(PlannerSettings.defaults().withCacheScope("example-" + check.id()))
                        .plan(
                                DirectoryFiles.open(EXAMPLES.resolve(check.repository())),
                                check.rootDirectory(),
                                PlanOverrides.none(),
                                List.of(),
                                List.of());
        assertThat(outcome).isInstanceOf(PlanOutcome.Planned.class);
        return (PlanOutcome.Planned) outcome;
    }

    private void build(ExampleCheck check, String image, Path dockerfile, Path context)
            throws Exception {
        Ended build =
                run(
                        BUILD_LIMIT,
                        List.of(
                                "build",
                                "--progress=plain",
                                "--tag=" + image,
                                "--file=" + dockerfile,
                                context.toString()));
        if (build.code() == 0) {
            return;
        }
        Diagnosis known =
                Diagnosis.of(FailedPhase.BUILD, build.output().lines().toList(), build.code());
        if (known != null && OUT_OF_REACH.contains(known.code())) {
            abort(check + " needs packages that cannot be had here: " + known.message());
        }
        fail("The build of %s failed: %s", check.name(), build.end());
    }

    private void answers(ExampleCheck check, String image, int port) throws Exception {
        List<String> start = new ArrayList<>(List.of("run", "--detach"));
        start.addAll(LIMITS);
        start.addAll(READ_ONLY);
        start.addAll(List.of("--env=PORT=" + port, "--publish=127.0.0.1::" + port, image));
        Ended started = run(START_LIMIT, start);
        assertThat(started.code()).as(started.output()).isZero();
        String container = started.firstLine();
        try {
            Ended published = run(START_LIMIT, List.of("port", container, port + "/tcp"));
            String address = published.firstLine();
            await().atMost(START_LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(ask(check, address))
                                    .as(() -> logs(container))
                                    .contains(check.answer()));
        } finally {
            run(START_LIMIT, List.of("rm", "--force", container));
        }
    }

    private String logs(String container) {
        try {
            return run(START_LIMIT, List.of("logs", container)).end();
        } catch (IOException | InterruptedException e) {
            return "no logs: " + e;
        }
    }

    private Path dockerfile(PlanOutcome.Planned planned, Path context) throws IOException {
        String own = planned.image().dockerfilePath();
        if (own != null) {
            Path inContext = context.resolve(own);
            return Files.exists(inContext) ? inContext : context.resolve("Dockerfile");
        }
        String ignored = planned.image().dockerignore();
        if (ignored != null) {
            Files.writeString(scratch.resolve("Dockerfile.dockerignore"), ignored);
        }
        return Files.writeString(scratch.resolve("Dockerfile"), planned.image().dockerfile());
    }

    private static void assumeBaseImages(ExampleCheck check, String dockerfile)
            throws InterruptedException {
        if (!succeeds("version")) {
            abort("no Docker Engine answers on this machine");
        }
        String missing = missingBase(dockerfile);
        if (missing != null) {
            abort(check + " starts from " + missing + ", which this machine neither has nor makes");
        }
    }

    private static @Nullable String missingBase(String dockerfile) throws InterruptedException {
        List<String> stages =
                STAGE.matcher(dockerfile).results().map(stage -> stage.group(1)).toList();
        for (MatchResult from : FROM.matcher(dockerfile).results().toList()) {
            String base = from.group(1);
            if (!base.equals("scratch")
                    && !stages.contains(base)
                    && !succeeds("image", "inspect", base)) {
                return base;
            }
        }
        return null;
    }

    private static boolean succeeds(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(DOCKER));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false; // there is no docker program
        }
    }

    private String ask(ExampleCheck check, String address)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + check.path()))
                        .method(
                                check.method(),
                                check.method().equals("POST")
                                        ? HttpRequest.BodyPublishers.ofString("{}")
                                        : HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(10))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private record Ended(int code, String output) {
        String firstLine() {
            return output.strip().lines().findFirst().orElse("");
        }

        String end() {
            return output.substring(Math.max(0, output.length() - 4000));
        }
    }

    private Ended run(Duration limit, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(DOCKER));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_BUILDKIT", "1");
        Path log = Files.createTempFile(scratch, "docker", ".log");
        Process process;
        try {
            process = builder.redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            return new Ended(127, "There is no docker program: " + e.getMessage());
        }
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Ended(124, "It took longer than " + limit + ".");
        }
        return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }
}
