package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJourneyTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);

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
    void aRepositoryBecomesAVerifiedUrlIsBrokenIsFixedAndIsRolledBack() throws Exception {
        Operator operator = cloud.operator();
        try {
            Repository repository = Repository.of(cloud, "shop", "probe-app");
            String project = operator.createProject("shop", cloud.gitUrl("shop"));
            String production = operator.production(project);
            var app = new App(cloud, "shop.localhost");

            JsonNode first = operator.awaitOver(operator.deploy(project), LIMIT);
            assertLive(first);
            assertThat(app.body("/")).isEqualTo("one");
            assertThat(app.get("/").headers().firstValue("AutoStack-Release"))
                    .hasValue(first.get("release").get("id").getStringValue());

            repository.change("version.txt", "two\n");
            JsonNode second = operator.awaitOver(operator.deploy(project), LIMIT);
            assertLive(second);
            assertThat(app.body("/")).isEqualTo("two");
            assertThat(second.get("build").get("steps").size()).isGreaterThan(2);
            assertThat(second.get("build").get("image").get("largest").size()).isPositive();

            operator.setVariables(production, Map.of("BEHAVIOUR", "exit"));
            JsonNode broken = operator.awaitOver(operator.deploy(project), LIMIT);
            assertThat(broken.get("state").getStringValue()).isEqualTo("FAILED");
            // The source is the same, so only what runs is new.
            assertThat(broken.get("build").get("reusedFrom").get("deploymentId").getStringValue())
                    .isEqualTo(second.get("id").getStringValue());
            JsonNode cause = broken.get("cause");
            assertThat(cause.get("code").getStringValue()).isEqualTo("instance_exited");
            assertThat(lines(cause)).contains("configuration is wrong, giving up");
            assertThat(app.body("/")).isEqualTo("two");

            JsonNode back =
                    operator.awaitOver(
                            operator.post(
                                            "/api/deployments/"
                                                    + first.get("id").getStringValue()
                                                    + "/rollback",
                                            Map.of("reason", "two is worse"))
                                    .get("id")
                                    .getStringValue(),
                            LIMIT);
            assertLive(back);
            assertThat(app.body("/")).isEqualTo("one");
            assertThat(back.get("release").get("digest").getStringValue())
                    .isEqualTo(first.get("release").get("digest").getStringValue());
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    /** A release that cannot live, the cause it should fail with, and where it was deployed. */
    private record Bad(String behaviour, String cause, DeployedProject project) {}

    @Test
    void everyKindOfBadReleaseFailsWithItsOwnCauseWhileTheOldOneServes() throws Exception {
        try {
            // All at once, since each takes its time to be sure.
            List<Bad> all =
                    List.of(
                            bad("exit", "instance_exited"),
                            bad("500", "health_status_unexpected"),
                            bad("loopback", "instance_listens_on_loopback"),
                            bad("deaf", "instance_not_listening"));
            Map<String, Bad> deployments = new LinkedHashMap<>();
            for (Bad bad : all) {
                deployments.put(bad.project().deployAsItIs("one"), bad);
            }
            for (var good : deployments.entrySet()) {
                good.getValue().project().assertLive(good.getKey());
            }
            deployments.clear();
            for (Bad bad : all) {
                cloud.operator()
                        .setVariables(
                                bad.project().environment(), Map.of("BEHAVIOUR", bad.behaviour()));
                deployments.put(bad.project().deployAsItIs("nothing"), bad);
            }
            for (var failing : deployments.entrySet()) {
                Bad bad = failing.getValue();
                JsonNode over = cloud.operator().awaitOver(failing.getKey(), LIMIT);

                assertThat(over.get("state").getStringValue())
                        .as(bad.behaviour())
                        .isEqualTo("FAILED");
                assertThat(over.get("cause").get("code").getStringValue()).isEqualTo(bad.cause());
                assertThat(over.get("cause").get("hint").getStringValue()).isNotBlank();
                assertThat(bad.project().app().body("/")).isEqualTo("one");
            }
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    private Bad bad(String behaviour, String cause) throws Exception {
        var project = DeployedProject.of(cloud, "bad-" + behaviour, "probe-app");
        cloud.operator().change(project.id(), Map.of("startDeadlineMs", 20_000));
        return new Bad(behaviour, cause, project);
    }

    private static List<String> lines(JsonNode cause) {
        List<String> lines = new ArrayList<>();
        cause.get("lastLines").values().forEach(line -> lines.add(line.getStringValue()));
        return lines;
    }

    private static void assertLive(JsonNode deployment) {
        JsonNode cause = deployment.get("cause");
        assertThat(deployment.get("state").getStringValue())
                .as("cause: %s", cause == null ? "none" : cause)
                .isEqualTo("LIVE");
    }
}
