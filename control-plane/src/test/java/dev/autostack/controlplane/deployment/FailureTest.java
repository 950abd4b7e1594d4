package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.project.ProjectSettings;
import dev.autostack.controlplane.testing.SimulatedAgent.Fate;
import dev.autostack.controlplane.testing.SimulatedWorker;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.Stage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each way to fail: the cause is told, the old release keeps serving, nothing is left behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureTest {
    private static final Cause CAUSE =
            new Cause(
                    "app_exited",
                    "The app exited with status 1.",
                    "Look at its log.",
                    Stage.HEALTH,
                    List.of("boom"));

    private TestSystem system;

    @BeforeAll
    void start() {
        system =
                new TestSystem(
                        Map.of(
                                "autostack.rollout.verify",
                                "700ms",
                                "autostack.rollout.route",
                                "700ms",
                                "autostack.rollout.pull",
                                "0s"));
        system.worker().start(4);
    }

    @AfterEach
    void heal() {
        system.worker().script(SimulatedWorker::push);
        system.agent().fates(one -> new Fate.Healthy());
        system.edge().lying(false).frozen(false).status(() -> 200);
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void aFailedBuildIsToldWithItsCauseAndNotTriedAgain() {
        TestSystem.App app = system.app();
        AtomicInteger runs = new AtomicInteger();
        Cause cause =
                new Cause(
                        "build_failed",
                        "npm ci failed.",
                        "Fix it.",
                        Stage.BUILD,
                        List.of("npm ERR!"));
        system.worker()
                .script(work -> {
                    runs.incrementAndGet();
                    return new BuildOutcome.Failed(cause);
                });

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.text("cause.code")).isEqualTo("build_failed");
        assertThat(failed.text("cause.hint")).isEqualTo("Fix it.");
        assertThat(runs).hasValue(1);
    }

    @Test
    void theLineThatTellsTheCauseIsNumberedAsPeopleSeeIt() {
        TestSystem.App app = system.app();
        AtomicInteger runs = new AtomicInteger();
        Cause broken = new Cause("registry_unreachable", "No.", "Wait.", Stage.PUSH, List.of());
        system.worker()
                .script(work -> {
                    work.log(Stage.CLONE, "begins");
                    work.log(Stage.BUILD, "npm ERR! attempt " + runs.incrementAndGet());
                    work.log(Stage.BUILD, "ends");
                    return runs.get() == 1
                            ? new BuildOutcome.Broken(broken)
                            : new BuildOutcome.Failed(
                                    new Cause(
                                            "build_failed",
                                            "npm ci failed.",
                                            "Fix it.",
                                            Stage.BUILD,
                                            List.of("begins", "npm ERR! attempt 2"),
                                            2,
                                            2L));
                });

        Told failed = system.ended(system.deploy(app));

        Told lines =
                system.operator()
                        .object(
                                "GET",
                                "/api/deployments/" + failed.uuid("id") + "/logs?stream=build",
                                null,
                                Map.of());
        Told telling =
                lines.list("lines").stream()
                        .filter(line -> line.text("text").equals("npm ERR! attempt 2"))
                        .findFirst()
                        .orElseThrow();
        assertThat(failed.number("cause.logLine"))
                .isEqualTo(telling.number("seq"))
                .isGreaterThan(3);
        assertThat(failed.number("cause.tellingLine")).isEqualTo(2);
    }

    @Test
    void aBrokenPlatformIsTriedThreeTimes() {
        TestSystem.App app = system.app();
        AtomicInteger runs = new AtomicInteger();
        Cause cause =
                new Cause("registry_unreachable", "No registry.", "Wait.", Stage.PUSH, List.of());
        system.worker()
                .script(work ->
                        runs.incrementAndGet() < 3
                                ? new BuildOutcome.Broken(cause)
                                : work.pushed());
        assertThat(system.ended(system.deploy(app)).text("state")).isEqualTo("LIVE");

        system.worker().script(work -> new BuildOutcome.Broken(cause));
        Told failed = system.ended(system.deploy(app));
        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.text("cause.code")).isEqualTo("registry_unreachable");
    }

    @Test
    void aReleaseThatDoesNotStartKeepsTheOldOneServing() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        system.agent().fates(one -> new Fate.Fails(CAUSE));

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.text("cause.code")).isEqualTo("app_exited");
        assertThat(failed.text("cause.lastLines")).contains("boom");
        assertOnlyServes(app, old);
    }

    @Test
    void theLineOfAnInstanceThatTellsItsCauseIsLinkedWheneverItArrives() {
        TestSystem.App app = system.app();
        String tells = "Error: DATABASE_URL is not set";
        CompletableFuture<UUID> instance = new CompletableFuture<>();
        system.agent()
                .fates(one -> {
                    instance.complete(one.instanceId());
                    return new Fate.Fails(
                            new Cause(
                                    "variable_missing",
                                    "A variable is missing.",
                                    "Set it.",
                                    Stage.HEALTH,
                                    List.of("starting", tells, "bye"),
                                    2,
                                    null));
                });

        Told failed = system.ended(system.deploy(app));
        assertThat(failed.number("cause.tellingLine")).isEqualTo(2);
        assertThat(failed.text("cause.logLine")).isEmpty();

        List.of("starting", tells, "bye")
                .forEach(text -> system.agent().print(instance.join(), text));
        Told later = system.read(failed.uuid("id"));
        Told lines =
                system.operator()
                        .object(
                                "GET",
                                "/api/deployments/" + failed.uuid("id") + "/logs?stream=runtime",
                                null,
                                Map.of());
        long number =
                lines.list("lines").stream()
                        .filter(line -> line.text("text").equals(tells))
                        .findFirst()
                        .orElseThrow()
                        .number("seq");
        assertThat(later.number("cause.logLine")).isEqualTo(number);
    }

    @Test
    void anInstanceThatIsNeverHealthyFailsAtItsDeadline() {
        ProjectSettings standard = ProjectSettings.standard();
        TestSystem.App app =
                system.app(
                        new ProjectSettings(
                                standard.plan(),
                                null,
                                standard.limits(),
                                standard.build(),
                                1_000,
                                500,
                                1_000,
                                false));
        UUID old = live(app);
        system.agent().fates(one -> new Fate.Stays(InstanceState.PROBING));

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("cause.code")).isEqualTo("start_deadline");
        assertThat(failed.text("cause.message")).contains("0 of 1 new instances are healthy");
        assertOnlyServes(app, old);
    }

    @Test
    void aRouteThatAnswersWithSomethingElseIsSwitchedBack() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        system.edge().lying(true);

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("cause.code")).isEqualTo("verify_wrong_release");
        assertOnlyServes(app, old);
    }

    @Test
    void anAppThatAnswersWithServerErrorsIsSwitchedBack() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        system.edge().status(() -> 502);

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("cause.code")).isEqualTo("verify_server_error");
        assertOnlyServes(app, old);
    }

    @Test
    void aFirstDeploymentThatFailsVerifyLeavesTheMaintenancePage() {
        TestSystem.App app = system.app();
        system.edge().status(() -> 500);

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("cause.code")).isEqualTo("verify_server_error");
        system.await(
                "maintenance",
                () ->
                        system.edge().table().routes().stream()
                                .filter(route -> route.environmentId().equals(app.environment()))
                                .allMatch(route ->
                                        route.maintenance() != null && route.targets().isEmpty()));
        system.await("all gone", () -> leftovers(app).isEmpty());
    }

    @Test
    void anEdgeThatNeverConfirmsFailsTheDeploymentAndTheOldReleaseServes() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        system.edge().frozen(true);

        Told failed = system.ended(system.deploy(app));

        assertThat(failed.text("cause.code")).isEqualTo("route_deadline");
        system.edge().frozen(false);
        assertOnlyServes(app, old);
    }

    @Test
    void aVerifyThatFailsAtFirstAndSucceedsInTimeGoesLive() {
        TestSystem.App app = system.app();
        AtomicInteger asked = new AtomicInteger();
        system.edge().status(() -> asked.incrementAndGet() < 3 ? 503 : 200);

        assertThat(system.ended(system.deploy(app)).text("state")).isEqualTo("LIVE");
        assertThat(asked).hasValueGreaterThanOrEqualTo(3);
    }

    private UUID live(TestSystem.App app) {
        UUID id = system.deploy(app);
        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        return id;
    }

    private void assertOnlyServes(TestSystem.App app, UUID old) {
        assertThat(system.state(old)).isEqualTo("LIVE");
        String release = system.read(old).text("release.id");
        system.await(
                "the old release has the route",
                () ->
                        system.edge().table().routes().stream()
                                .filter(route -> route.environmentId().equals(app.environment()))
                                .flatMap(route -> route.targets().stream())
                                .map(target -> target.releaseId().toString())
                                .toList()
                                .equals(List.of(release)));
        system.await("failed instances are gone", () -> leftovers(app).isEmpty());
    }

    /** Instances that do not belong to a live deployment. */
    private List<String> leftovers(TestSystem.App app) {
        return system.query(
                """
                select i.id::text as v from instance i join deployment d on d.id = i.deployment_id
                where i.environment_id = ? and i.removed_at is null and d.state <> 'LIVE'
                """,
                app.environment());
    }
}
