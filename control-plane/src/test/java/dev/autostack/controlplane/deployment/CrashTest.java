package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.SimulatedAgent.Fate;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Control planes that die at any step, are two at once, or hear no signal. */
class CrashTest {
    private @Nullable TestSystem running;

    enum Step {
        QUEUED,
        BUILDING,
        HEALTH,
        ROUTE,
        VERIFY,
        DRAIN
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private TestSystem start(Map<String, Object> settings) {
        TestSystem system = new TestSystem(settings);
        running = system;
        return system;
    }

    @ParameterizedTest
    @EnumSource
    void aDeploymentSurvivesTheDeathOfTheControlPlane(Step step) {
        TestSystem system = start(Map.of());
        TestSystem.App app = system.app();
        CountDownLatch build = new CountDownLatch(1);
        if (step != Step.QUEUED) {
            system.worker().start(1);
        }
        UUID first = step == Step.DRAIN ? system.deploy(app) : new UUID(0, 0);
        if (step == Step.DRAIN) {
            assertThat(system.ended(first).text("state")).isEqualTo("LIVE");
            system.edge().underWay(instance(system, first), 1);
        }
        hold(system, step, build);
        UUID id = system.deploy(app);
        system.await("held at " + step, () -> isAt(system, step, id));

        system.killControlPlane();
        letGo(system, build);
        system.startControlPlane();
        if (step == Step.QUEUED) {
            system.worker().start(1);
        }

        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        if (step == Step.DRAIN) {
            system.edge().underWay(instance(system, first), 0);
        }
        system.await("nothing left over", () -> leftovers(system).isEmpty());
        assertOneLive(system);
    }

    private static UUID instance(TestSystem system, UUID deployment) {
        return UUID.fromString(
                system.query(
                                "select id::text as v from instance where deployment_id = ?",
                                deployment)
                        .getFirst());
    }

    private static void hold(TestSystem system, Step step, CountDownLatch build) {
        switch (step) {
            case QUEUED, DRAIN -> {}
            case BUILDING ->
                    system.worker()
                            .script(work -> {
                                work.stage(Stage.BUILD, StageStatus.STARTED);
                                work.hold(build);
                                return work.pushed();
                            });
            case HEALTH -> system.agent().fates(one -> new Fate.Stays(InstanceState.PROBING));
            case ROUTE -> system.edge().frozen(true);
            case VERIFY -> system.edge().lying(true);
        }
    }

    private static void letGo(TestSystem system, CountDownLatch build) {
        build.countDown();
        system.edge().frozen(false).lying(false);
        system.agent().fates(one -> new Fate.Healthy()).recover();
    }

    private static boolean isAt(TestSystem system, Step step, UUID id) {
        return switch (step) {
            case QUEUED -> system.state(id).equals("QUEUED");
            case BUILDING -> system.read(id).texts("stages", "stage").contains("BUILD");
            case HEALTH -> system.read(id).texts("instances", "state").contains("PROBING");
            case ROUTE -> system.read(id).texts("stages", "stage").contains("ROUTE");
            case VERIFY -> system.state(id).equals("VERIFYING");
            case DRAIN -> system.state(id).equals("LIVE");
        };
    }

    @Test
    void killsAtRandomMomentsLoseNothing() throws InterruptedException {
        long seed = Long.getLong("autostack.seed", 20_261_121L);
        Random random = new Random(seed);
        TestSystem system = start(Map.of("autostack.queue.lease", "2s"));
        system.worker().start(3);
        List<TestSystem.App> apps = IntStream.range(0, 3).mapToObj(i -> system.app()).toList();
        List<UUID> accepted = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (TestSystem.App app : apps) {
                accepted.add(system.deploy(app));
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(400)); // the moment of the kill, not a wait
            system.killControlPlane();
            system.startControlPlane();
        }

        for (UUID id : accepted) {
            assertThat(system.ended(id).text("state"))
                    .as("seed %d", seed)
                    .isIn("LIVE", "RETIRED", "SUPERSEDED");
        }
        for (TestSystem.App app : apps) {
            system.await("newest is live", () -> newestIsLive(system, app));
        }
        system.await("nothing left over", () -> leftovers(system).isEmpty());
        assertOneLive(system);
    }

    @Test
    void twentyDeploymentsAtOnceOnTwoControlPlanesAllGoLive() {
        TestSystem system = start(Map.of());
        try (var other = system.anotherControlPlane();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            system.worker().start(2);
            assertThat(other.isRunning()).isTrue();
            List<TestSystem.App> apps = IntStream.range(0, 20).mapToObj(i -> system.app()).toList();

            List<UUID> ids =
                    apps.stream()
                            .map(app ->
                                    CompletableFuture.supplyAsync(
                                            () -> system.deploy(app), threads))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();

            ids.forEach(id -> assertThat(system.ended(id).text("state")).isEqualTo("LIVE"));
            assertOneLive(system);
        }
    }

    @Test
    void withoutAnySignalEverythingStillConverges() {
        TestSystem system = start(Map.of("autostack.signals.listen", "false"));
        system.worker().start(2);
        TestSystem.App app = system.app();

        UUID first = system.deploy(app);
        assertThat(system.ended(first).text("state")).isEqualTo("LIVE");
        UUID second = system.deploy(app);
        assertThat(system.ended(second).text("state")).isEqualTo("LIVE");

        assertThat(system.state(first)).isEqualTo("RETIRED");
        system.await("nothing left over", () -> leftovers(system).isEmpty());
    }

    private static boolean newestIsLive(TestSystem system, TestSystem.App app) {
        return system.query(
                        """
                        select state as v from deployment where environment_id = ?
                        order by generation desc limit 1
                        """,
                        app.environment())
                .equals(List.of("LIVE"));
    }

    private static List<String> leftovers(TestSystem system) {
        return system.query(
                """
                select i.id::text as v from instance i join deployment d on d.id = i.deployment_id
                where i.removed_at is null and d.state <> 'LIVE'
                """);
    }

    /** By history too: no two spans of LIVE of one environment overlap. */
    private static void assertOneLive(TestSystem system) {
        assertThat(
                        system.query(
                                """
                                with span as (
                                    select d.environment_id, d.id, s.at as begun, coalesce((select min(e.at)
                                        from deployment_state e where e.deployment_id = d.id and e.state = 'RETIRED'),
                                        'infinity') as ended
                                    from deployment d join deployment_state s on s.deployment_id = d.id
                                    where s.state = 'LIVE'
                                )
                                select a.id::text as v from span a join span b on a.environment_id = b.environment_id
                                    and a.id <> b.id and a.begun < b.ended and b.begun < a.ended
                                """))
                .isEmpty();
    }
}
