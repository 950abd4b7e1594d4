package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.Route;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployTest {
    private TestSystem system;

    @BeforeAll
    void start() {
        system = new TestSystem();
        system.worker().start(4);
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void aDeploymentGoesThroughEveryStageAndIsLiveOnlyWhenTheRouteAnswers() {
        TestSystem.App app = system.app();

        Told live = system.ended(system.deploy(app));

        assertThat(live.text("state")).isEqualTo("LIVE");
        assertThat(live.texts("history", "state"))
                .containsExactly("QUEUED", "BUILDING", "RELEASING", "VERIFYING", "LIVE");
        assertThat(live.texts("stages", "stage"))
                .containsExactly(
                        "QUEUE", "CLONE", "DETECT", "BUILD", "PUSH", "RELEASE", "HEALTH", "ROUTE",
                        "VERIFY");
        assertThat(live.texts("stages", "status")).containsOnly("SUCCEEDED");
        assertThat(live.texts("instances", "state")).containsExactly("HEALTHY");
        assertThat(live.text("commit.subject")).isEqualTo("Say hello");
        assertThat(live.text("detection.framework")).isEqualTo("express");
    }

    @Test
    void theNextDeploymentTakesTheRouteAndTheOldInstancesGo() {
        TestSystem.App app = system.app();
        UUID first = live(app);

        UUID second = live(app);

        assertThat(system.state(first)).isEqualTo("RETIRED");
        assertThat(routedReleases(app)).containsExactly(release(second));
        system.await(
                "old instances gone", () -> instances(first, "state").equals(List.of("REMOVED")));
        system.await(
                "cutover counted", () -> !system.read(second).text("cutover.passed").isEmpty());
        assertThat(system.read(second).text("cutover.failed")).isEqualTo("0");
    }

    @Test
    void rollbackPointsAtTheOldReleaseAndBuildsNothing() {
        TestSystem.App app = system.app();
        UUID first = live(app);
        UUID second = live(app);

        UUID back = system.act(first, "rollback", Map.of("reason", "it was better"));
        Told read = system.ended(back);

        assertThat(read.text("state")).isEqualTo("LIVE");
        assertThat(read.text("kind")).isEqualTo("ROLLBACK");
        assertThat(read.text("reason")).isEqualTo("it was better");
        assertThat(read.text("release.id")).isEqualTo(release(first));
        assertThat(read.texts("history", "state"))
                .containsExactly("QUEUED", "RELEASING", "VERIFYING", "LIVE");
        assertThat(system.state(second)).isEqualTo("RETIRED");
        assertThat(routedReleases(app)).containsExactly(release(first));
        assertThat(system.query("select id::text as v from build where deployment_id = ?", back))
                .isEmpty();
    }

    @Test
    void aDeploymentThatNeverWasLiveCannotBeRolledBackTo() {
        TestSystem.App app = system.app();
        UUID id = live(app);

        assertThatThrownBy(() -> system.act(id, "rollback", Map.of()))
                .isInstanceOfSatisfying(
                        Wire.Refused.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(409);
                            assertThat(e.is("not_rollbackable")).isTrue();
                        });
    }

    @Test
    void redeployBuildsTheSameCommitAgain() {
        TestSystem.App app = system.app();
        UUID first = live(app);

        Told again = system.ended(system.act(first, "redeploy", Map.of()));

        assertThat(again.text("state")).isEqualTo("LIVE");
        assertThat(again.text("commit.sha")).isEqualTo(system.read(first).text("commit.sha"));
        assertThat(again.text("release.digest"))
                .isNotEqualTo(system.read(first).text("release.digest"));
        assertThat(again.text("sourceDeploymentId")).isEqualTo(first.toString());
    }

    @Test
    void restartReplacesTheInstancesWithoutANewRelease() {
        TestSystem.App app = system.app();
        UUID first = live(app);

        UUID restarted = system.act(first, "restart", Map.of());
        Told read = system.ended(restarted);

        assertThat(read.text("state")).isEqualTo("LIVE");
        assertThat(read.text("release.id")).isEqualTo(release(first));
        assertThat(system.state(first)).isEqualTo("RETIRED");
        assertThat(running(app)).hasSize(1).doesNotContainAnyElementsOf(instances(first, "id"));
        assertThat(upstreams(app)).containsExactlyElementsOf(running(app));
    }

    @Test
    void scalingUpKeepsWhatRunsAndScalingDownTakesOnlyTheSurplus() {
        TestSystem.App app = system.app();
        UUID first = live(app);
        List<String> before = running(app);

        UUID three = system.act(first, "scale", Map.of("instances", 3));
        assertThat(system.ended(three).text("state")).isEqualTo("LIVE");
        assertThat(running(app)).hasSize(3).containsAll(before);
        assertThat(upstreams(app)).hasSize(3);

        UUID two = system.act(three, "scale", Map.of("instances", 2));
        assertThat(system.ended(two).text("state")).isEqualTo("LIVE");
        assertThat(running(app)).hasSize(2).containsAll(before);
        assertThat(upstreams(app)).containsExactlyInAnyOrderElementsOf(running(app));

        assertThat(system.ended(system.deploy(app)).texts("instances", "state"))
                .as("a later deployment keeps the number")
                .hasSize(2);
    }

    @Test
    void keptInstancesBelongToTheScaledDeploymentAndPrintIntoItsLog() {
        TestSystem.App app = system.app();
        UUID first = live(app);
        String kept = running(app).getFirst();
        system.agent().print(UUID.fromString(kept), "before scaling");

        UUID two = system.act(first, "scale", Map.of("instances", 2));
        assertThat(system.ended(two).text("state")).isEqualTo("LIVE");
        system.agent().print(UUID.fromString(kept), "after scaling");

        assertThat(runtimeLog(first)).containsExactly("before scaling");
        assertThat(runtimeLog(two)).containsExactly("after scaling");
        assertThat(system.read(two).texts("instances", "deploymentId"))
                .containsExactly(two.toString(), two.toString());
    }

    @Test
    void stopTakesEverythingAwayAndStartBringsTheSameReleaseBack() {
        TestSystem.App app = system.app();
        UUID first = live(app);

        system.act(first, "stop", Map.of());
        system.await("stopped", () -> running(app).isEmpty() && table(app).targets().isEmpty());
        assertThat(table(app).maintenance()).isNotNull();
        assertThat(system.state(first)).isEqualTo("LIVE");
        assertThat(system.read(first).flag("actions.start.allowed")).isTrue();
        assertThat(system.read(first).text("actions.stop.reason")).isNotEmpty();

        Told started = system.ended(system.act(first, "start", Map.of()));
        assertThat(started.text("state")).isEqualTo("LIVE");
        assertThat(started.text("release.id")).isEqualTo(release(first));
        assertThat(table(app).maintenance()).isNull();
        assertThat(upstreams(app)).containsExactlyElementsOf(running(app));
    }

    @Test
    void oneIdempotencyKeyNeverMakesTwoDeployments() {
        TestSystem.App app = system.app();
        Map<String, String> key = Map.of("Idempotency-Key", "key-" + app.project());
        Map<String, String> body = Map.of("projectId", app.project().toString());

        UUID one = system.operator().object("POST", "/api/deployments", body, key).uuid("id");
        UUID two = system.operator().object("POST", "/api/deployments", body, key).uuid("id");

        assertThat(two).isEqualTo(one);
        assertThat(system.ended(one).text("state")).isEqualTo("LIVE");
        assertThat(
                        system.query(
                                "select id::text as v from deployment where project_id = ?",
                                app.project()))
                .hasSize(1);
    }

    @Test
    void instancesGetTheReleasesVariablesAndWhatTheyAreToldAboutThemselves() {
        TestSystem.App app = system.app();
        UUID id = live(app);

        assertThat(system.agent().wanted().values())
                .filteredOn(one -> one.environmentId().equals(app.environment()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.variables())
                            .containsEntry("PORT", "3000")
                            .containsEntry("AUTOSTACK_RELEASE", release(id))
                            .containsEntry("AUTOSTACK_ENVIRONMENT", "production")
                            .containsEntry("AUTOSTACK_COMMIT", system.read(id).text("commit.sha"));
                    assertThat(one.plainVariables())
                            .as("what everybody may read in logs")
                            .containsExactlyInAnyOrderElementsOf(one.variables().keySet());
                    assertThat(one.image()).endsWith("@" + system.read(id).text("release.digest"));
                });
    }

    @Test
    void variablesThatAreNoSecretsStayReadableInLogs() {
        TestSystem.App app = system.app();
        system.operator()
                .object(
                        "PUT",
                        "/api/environments/" + app.environment() + "/variables",
                        Map.of(
                                "variables",
                                List.of(
                                        Map.of("name", "MODE", "value", "fast", "secret", false),
                                        Map.of("name", "TOKEN", "value", "hush-hush"))),
                        Map.of("If-Match", "*"));
        live(app);

        assertThat(system.agent().wanted().values())
                .filteredOn(one -> one.environmentId().equals(app.environment()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.variables()).containsKeys("MODE", "TOKEN");
                    assertThat(one.plainVariables())
                            .contains("MODE", "PORT")
                            .doesNotContain("TOKEN");
                });
    }

    @Test
    void theListIsPagedFilteredAndNewestFirst() {
        TestSystem.App app = system.app();
        UUID first = live(app);
        UUID second = live(app);
        String list = "/api/deployments?project=" + app.project();

        Told page = system.operator().object("GET", list + "&limit=1", null, Map.of());
        Told rest =
                system.operator()
                        .object(
                                "GET",
                                list + "&limit=1&cursor=" + page.text("next"),
                                null,
                                Map.of());
        Told retired = system.operator().object("GET", list + "&state=RETIRED", null, Map.of());

        assertThat(page.texts("items", "id")).containsExactly(second.toString());
        assertThat(rest.texts("items", "id")).containsExactly(first.toString());
        assertThat(rest.text("next")).isEmpty();
        assertThat(retired.texts("items", "id")).containsExactly(first.toString());
        assertThat(retired.list("items").getFirst().flag("rollbackable")).isTrue();
    }

    private UUID live(TestSystem.App app) {
        UUID id = system.deploy(app);
        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        return id;
    }

    private String release(UUID deployment) {
        return system.read(deployment).text("release.id");
    }

    private List<String> runtimeLog(UUID deployment) {
        return system.operator()
                .object(
                        "GET",
                        "/api/deployments/" + deployment + "/logs?stream=runtime",
                        null,
                        Map.of())
                .texts("lines", "text");
    }

    private List<String> instances(UUID deployment, String field) {
        return system.read(deployment).list("instances").stream()
                .filter(one -> one.text("deploymentId").equals(deployment.toString()))
                .map(one -> one.text(field))
                .toList();
    }

    private List<String> running(TestSystem.App app) {
        return system.query(
                "select id::text as v from instance where environment_id = ? and goal = 'RUN' and removed_at is null",
                app.environment());
    }

    private Route table(TestSystem.App app) {
        return system.edge().table().routes().stream()
                .filter(route -> route.environmentId().equals(app.environment()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> routedReleases(TestSystem.App app) {
        return table(app).targets().stream().map(each -> each.releaseId().toString()).toList();
    }

    private List<String> upstreams(TestSystem.App app) {
        return table(app).targets().stream()
                .flatMap(each -> each.upstreams().stream())
                .map(each -> each.instanceId().toString())
                .toList();
    }
}
