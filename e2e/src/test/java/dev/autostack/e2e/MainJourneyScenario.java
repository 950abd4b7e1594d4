package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Run by name until it is quick enough for every build: {@code -Dtest=MainJourneyScenario}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJourneyScenario {
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
            assertLive(operator.awaitOver(operator.deploy(project), LIMIT));
            assertThat(app.body("/")).isEqualTo("two");

            operator.setVariables(production, Map.of("BEHAVIOUR", "exit"), false);
            JsonNode broken = operator.awaitOver(operator.deploy(project), LIMIT);
            assertThat(broken.get("state").getStringValue()).isEqualTo("FAILED");
            JsonNode cause = broken.get("cause");
            assertThat(cause.get("code").getStringValue()).isEqualTo("instance_exited");
            assertThat(cause.get("lastLines").toString())
                    .contains("configuration is wrong, giving up");
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

    @Test
    void everyKindOfBadReleaseFailsWithItsOwnCauseWhileTheOldOneServes() throws Exception {
        Operator operator = cloud.operator();
        Map<String, String> causes =
                new TreeMap<>(
                        Map.of(
                                "exit", "instance_exited",
                                "500", "health_status_unexpected",
                                "loopback", "instance_listens_on_loopback",
                                "deaf", "instance_not_listening"));
        try {
            Repository.of(cloud, "bad", "probe-app");
            String project = operator.createProject("bad", cloud.gitUrl("bad"));
            operator.send(
                    "PATCH",
                    "/api/projects/" + project,
                    Map.of("settings", Map.of("startDeadlineMs", 10_000)),
                    null);
            String production = operator.production(project);
            var app = new App(cloud, "bad.localhost");
            assertLive(operator.awaitOver(operator.deploy(project), LIMIT));

            for (var expected : causes.entrySet()) {
                operator.setVariables(production, Map.of("BEHAVIOUR", expected.getKey()), false);
                JsonNode over = operator.awaitOver(operator.deploy(project), LIMIT);

                assertThat(over.get("state").getStringValue())
                        .as(expected.getKey())
                        .isEqualTo("FAILED");
                assertThat(over.get("cause").get("code").getStringValue())
                        .isEqualTo(expected.getValue());
                assertThat(over.get("cause").get("hint").getStringValue()).isNotBlank();
                assertThat(app.body("/")).isEqualTo("one");
            }
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    private static void assertLive(JsonNode deployment) {
        JsonNode cause = deployment.get("cause");
        assertThat(deployment.get("state").getStringValue())
                .as("cause: %s", cause == null ? "none" : cause)
                .isEqualTo("LIVE");
    }
}
