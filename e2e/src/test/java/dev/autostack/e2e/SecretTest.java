package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One value is everything that is secret at once; afterwards it is looked for everywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretTest {
    private static final Pattern GET =
            Pattern.compile("^  (/api/\\S+):\\n(?:    .*\\n)*?    get:", Pattern.MULTILINE);

    private static final String DESCRIPTION = "/META-INF/swagger/autostack-1.0.0.yml";

    private final Canary canary = Canary.fresh();
    private Cloud cloud;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.start();
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    @Test
    void aSecretReachesTheBuildAndTheAppAndNothingElse() throws Exception {
        try (LockedRepository git = LockedRepository.of(cloud, "ada", canary.value());
                ProcessWatch watch = ProcessWatch.of(cloud, canary.value())) {
            Operator operator = cloud.operator();
            Repository.of(cloud, "canary", "canary-app");
            String project =
                    operator.post(
                                    "/api/projects",
                                    Map.of(
                                            "name",
                                            "canary",
                                            "gitUrl",
                                            git.url("canary"),
                                            "gitCredential",
                                            Map.of(
                                                    "kind",
                                                    "PASSWORD",
                                                    "username",
                                                    "ada",
                                                    "value",
                                                    canary.value())))
                            .get("id")
                            .getStringValue();
            String environment = operator.production(project);
            operator.setBuildSecret(environment, "CANARY", canary.value());
            String deployment = operator.deploy(project);
            JsonNode over = operator.awaitOver(deployment, Duration.ofMinutes(3));
            assertThat(over.get("state").getStringValue())
                    .as("cause: %s", text(over.get("cause")))
                    .isEqualTo("LIVE");
            String hash = hash(canary.value());
            assertThat(new App(cloud, "canary.localhost").body("/")).isEqualTo(hash + " " + hash);
            Awaitility.await("the app's log")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> operator.log(deployment, "runtime").contains("said it"));

            assertThat(operator.log(deployment, "build"))
                    .contains("said it")
                    .noneMatch(canary::isIn);
            assertThat(operator.log(deployment, "runtime")).noneMatch(canary::isIn);
            assertThat(answers(project, environment, deployment)).isEmpty();
            assertThat(cells()).isEmpty();
            assertThat(watch.arguments()).isEmpty();
            assertThat(watch.shells()).isEmpty();
            assertImageHasNone(over.get("release"));
            assertThat(canary.filesIn(cloud.folder())).isEmpty();
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    /**
     * The addresses of the API whose answer has the secret: all that can be read, by its own
     * description.
     */
    private List<String> answers(String project, String environment, String deployment)
            throws Exception {
        String page = description();
        List<String> found = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        var paths = GET.matcher(page);
        while (paths.find()) {
            String path = paths.group(1);
            if (path.endsWith("/events") || path.endsWith("/stream")) {
                continue; // the same lines as the log itself, without an end
            }
            String id =
                    path.startsWith("/api/projects")
                            ? project
                            : path.startsWith("/api/environments") ? environment : deployment;
            String address = path.replaceAll("\\{\\w+\\}", id);
            asked.add(address);
            if (canary.isIn(cloud.operator().send("GET", address, null, null).body())) {
                found.add(address);
            }
        }
        assertThat(asked).contains("/api/projects/" + project, "/api/deployments/" + deployment);
        return found;
    }

    /** The page that the control plane serves, else the one that the compiler wrote. */
    private String description() throws Exception {
        HttpResponse<String> served = cloud.operator().send("GET", "/openapi.yaml", null, null);
        if (served.statusCode() == 200) {
            return served.body();
        }
        try (InputStream written =
                Objects.requireNonNull(SecretTest.class.getResourceAsStream(DESCRIPTION))) {
            return new String(written.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The columns of the database with the secret in them. */
    private List<String> cells() throws Exception {
        return cloud.rows().everything().entrySet().stream()
                .filter(column -> column.getValue().stream().anyMatch(canary::isIn))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void assertImageHasNone(JsonNode release) throws Exception {
        String image =
                release.get("repository").getStringValue()
                        + "@"
                        + release.get("digest").getStringValue();
        assertThat(canary.isIn(Cloud.run("docker", "history", "--no-trunc", image))).isFalse();
        Process save =
                new ProcessBuilder("docker", "save", image)
                        .redirectError(Path.of("/dev/null").toFile())
                        .start();
        try (InputStream layers = save.getInputStream()) {
            assertThat(canary.isIn(layers)).isFalse();
        }
        assertThat(save.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(save.exitValue()).isZero();
    }

    private static String hash(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(@Nullable JsonNode cause) {
        return cause == null || cause.isNull() ? "none" : String.valueOf(cause.get("message"));
    }
}
