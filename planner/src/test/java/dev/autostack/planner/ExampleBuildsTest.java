package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.planner.detect.PlannerSettings;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Examples without dependencies, built and asked for real with the Docker Engine of this machine.
 * Nothing is downloaded: one whose base images are not here is skipped and says so.
 */
class ExampleBuildsTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (?:--\\S+ )?(\\S+)");

    /** The system's client has a BuildKit of its own; another one may need a plug-in. */
    private static final String DOCKER =
            Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @TempDir private Path scratch = Path.of("");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "node-plain, Hello from Node.js",
        "python-plain, Hello from Python",
        "php-plain, Hello from PHP",
        "ruby-plain, Hello from Ruby",
        "go-plain, Hello from Go",
        "rust-plain, Hello from Rust",
        "java-plain, Hello from Java",
        "static-site, <html",
        "dockerfile, Hello",
        "compose, Hello from Compose"
    })
    void anExampleIsBuiltAsPlannedAndAnswers(String name, String answer) throws Exception {
        PlanOutcome outcome =
                new Planner(PlannerSettings.defaults())
                        .plan(DirectoryFiles.open(EXAMPLES.resolve(name)), PlanOverrides.none());
        assertThat(outcome).isInstanceOf(PlanOutcome.Planned.class);
        PlanOutcome.Planned planned = (PlanOutcome.Planned) outcome;
        Path context = EXAMPLES.resolve(name).resolve(planned.image().context());
        Path dockerfile = dockerfile(planned, context);
        assumeBaseImages(Files.readString(dockerfile));

        String image = "autostack-example-" + name + ":" + UUID.randomUUID();
        try {
            docker(BUILD_LIMIT, "build", "-q", "-t", image, "-f", dockerfile, context);
            int port = planned.run().port();
            String container =
                    docker(
                            START_LIMIT,
                            "run",
                            "-d",
                            "--cap-drop",
                            "ALL",
                            "--security-opt",
                            "no-new-privileges",
                            "-e",
                            "PORT=" + port,
                            "-p",
                            "127.0.0.1::" + port,
                            image);
            try {
                String address = docker(START_LIMIT, "port", container, port + "/tcp");
                await().atMost(START_LIMIT)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(get(address)).contains(answer));
            } finally {
                docker(START_LIMIT, "rm", "-f", container);
            }
        } finally {
            run(START_LIMIT, List.of("image", "rm", "-f", image));
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
        return Files.writeString(
                scratch.resolve("Dockerfile"), String.valueOf(planned.image().dockerfile()));
    }

    private void assumeBaseImages(String dockerfile) throws Exception {
        assumeThat(run(START_LIMIT, List.of("version")).code())
                .as("a Docker Engine answers on this machine")
                .isZero();
        List<String> stages =
                Pattern.compile("(?mi)^FROM .* AS (\\S+)")
                        .matcher(dockerfile)
                        .results()
                        .map(r -> r.group(1))
                        .toList();
        for (MatchResult from : FROM.matcher(dockerfile).results().toList()) {
            String base = from.group(1);
            if (!base.equals("scratch") && !stages.contains(base)) {
                assumeThat(run(START_LIMIT, List.of("image", "inspect", base)).code())
                        .as("the base image %s is on this machine", base)
                        .isZero();
            }
        }
    }

    private String get(String address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + "/"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private record Ended(int code, String output) {}

    private String docker(Duration limit, Object... arguments)
            throws IOException, InterruptedException {
        List<String> texts = java.util.Arrays.stream(arguments).map(String::valueOf).toList();
        Ended ended = run(limit, texts);
        assertThat(ended.code()).as("docker %s: %s", texts, ended.output()).isZero();
        return ended.output().strip().lines().findFirst().orElse("");
    }

    private Ended run(Duration limit, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(DOCKER));
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
