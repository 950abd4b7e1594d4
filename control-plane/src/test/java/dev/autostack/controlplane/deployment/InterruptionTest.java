package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.testing.SimulatedAgent.Fate;
import dev.autostack.controlplane.testing.SimulatedWorker;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling and superseding a deployment wherever it stands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptionTest {
    private TestSystem system;
    private CountDownLatch build = new CountDownLatch(1);

    /** Where a deployment is held; the worker, the agent or the edge does it. */
    enum Hold {
        BUILDING,
        RELEASING_UNHEALTHY,
        RELEASING_UNCONFIRMED,
        VERIFYING
    }

    @BeforeAll
    void start() {
        system = new TestSystem();
        system.worker().start(4);
    }

    @AfterEach
    void heal() {
        build.countDown();
        build = new CountDownLatch(1);
        release();
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledDeploymentEndsAndTheOldReleaseServes(Hold where) {
        TestSystem.App app = system.app();
        UUID old = live(app);
        UUID id = held(app, where);

        system.act(id, "cancel", Map.of());
        Told ended = system.ended(id);

        assertThat(ended.text("state")).isEqualTo("CANCELLED");
        assertThat(ended.text("actions.cancel.reason")).isNotEmpty();
        release();
        assertOnlyServes(app, old);
    }

    @ParameterizedTest
    @EnumSource
    void aNewerDeploymentTakesThePlaceOfAnUnfinishedOne(Hold where) {
        TestSystem.App app = system.app();
        UUID old = live(app);
        UUID older = held(app, where);
        release();

        UUID newer = system.deploy(app);

        assertThat(system.ended(older).text("state")).isEqualTo("SUPERSEDED");
        assertThat(system.ended(newer).text("state")).isEqualTo("LIVE");
        assertThat(system.state(old)).isEqualTo("RETIRED");
        assertOnlyServes(app, newer);
    }

    @Test
    void aDeploymentThatWaitsIsCancelledAtOnceAndNeverLeased() {
        TestSystem.App app = system.app();
        occupyWorkers();
        UUID id = system.deploy(app);

        system.act(id, "cancel", Map.of());

        assertThat(system.state(id)).isEqualTo("CANCELLED");
        assertThat(
                        system.query(
                                "select state || ' ' || attempt as v from build where deployment_id = ?",
                                id))
                .containsExactly("DONE 0");
    }

    @Test
    void aDeploymentThatWaitsTellsItsPlaceInTheQueue() {
        TestSystem.App app = system.app();
        occupyWorkers();
        UUID id = system.deploy(app);

        Told read = system.read(id);

        assertThat(read.text("state")).isEqualTo("QUEUED");
        assertThat(read.number("queuePosition")).isPositive();
        assertThat(read.text("waitingFor")).contains("queue");
        system.act(id, "cancel", Map.of());
    }

    @Test
    void anEndedDeploymentCannotBeCancelled() {
        TestSystem.App app = system.app();
        UUID id = live(app);

        assertThatThrownBy(() -> system.act(id, "cancel", Map.of()))
                .isInstanceOfSatisfying(
                        Wire.Refused.class, e -> assertThat(e.is("not_cancellable")).isTrue());
    }

    @Test
    void aBuildWhoseWorkerIsSilentIsCancelledWithinTenSeconds() {
        TestSystem.App app = system.app();
        system.worker()
                .heartbeat(60_000)
                .script(work -> {
                    work.stage(Stage.BUILD, StageStatus.STARTED);
                    build.await();
                    return work.pushed();
                });
        UUID id = system.deploy(app);
        system.awaitState(id, "BUILDING");
        long begin = System.nanoTime();

        system.act(id, "cancel", Map.of());
        Told ended = system.ended(id);

        assertThat(ended.text("state")).isEqualTo("CANCELLED");
        assertThat(java.time.Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(java.time.Duration.ofSeconds(10));
    }

    @Test
    void manyDeploymentsOfOneEnvironmentEndWithTheNewestLive() {
        TestSystem.App app = system.app();
        List<UUID> all =
                java.util.stream.IntStream.range(0, 8).mapToObj(i -> system.deploy(app)).toList();

        assertThat(system.ended(all.getLast()).text("state")).isEqualTo("LIVE");
        all.subList(0, 7)
                .forEach(id ->
                        assertThat(system.ended(id).text("state")).isIn("SUPERSEDED", "RETIRED"));
        assertOnlyServes(app, all.getLast());
    }

    private UUID held(TestSystem.App app, Hold where) {
        switch (where) {
            case BUILDING ->
                    system.worker()
                            .script(work -> {
                                work.stage(Stage.BUILD, StageStatus.STARTED);
                                work.hold(build);
                                return work.pushed();
                            });
            case RELEASING_UNHEALTHY ->
                    system.agent().fates(one -> new Fate.Stays(InstanceState.PROBING));
            case RELEASING_UNCONFIRMED -> system.edge().frozen(true);
            case VERIFYING -> system.edge().lying(true);
        }
        UUID id = system.deploy(app);
        switch (where) {
            case BUILDING ->
                    system.await(
                            "building",
                            () -> system.read(id).texts("stages", "stage").contains("BUILD"));
            case RELEASING_UNHEALTHY ->
                    system.await(
                            "probing",
                            () ->
                                    system.read(id)
                                            .texts("instances", "state")
                                            .equals(List.of("PROBING")));
            case RELEASING_UNCONFIRMED ->
                    system.await(
                            "routing",
                            () -> system.read(id).texts("stages", "stage").contains("ROUTE"));
            case VERIFYING -> system.await("verifying", () -> system.state(id).equals("VERIFYING"));
        }
        return id;
    }

    private void release() {
        system.worker().heartbeat(200).script(SimulatedWorker::push);
        system.agent().fates(one -> new Fate.Healthy());
        system.edge().lying(false).frozen(false);
    }

    private void occupyWorkers() {
        system.worker()
                .script(work -> {
                    work.hold(build);
                    return work.pushed();
                });
        for (int i = 0; i < 4; i++) {
            UUID id = system.deploy(system.app());
            system.awaitState(id, "BUILDING");
        }
    }

    private UUID live(TestSystem.App app) {
        UUID id = system.deploy(app);
        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        return id;
    }

    private void assertOnlyServes(TestSystem.App app, UUID live) {
        assertThat(system.state(live)).isEqualTo("LIVE");
        String release = system.read(live).text("release.id");
        system.await(
                "the release has the route",
                () ->
                        system.edge().table().routes().stream()
                                .filter(route -> route.environmentId().equals(app.environment()))
                                .flatMap(route -> route.targets().stream())
                                .map(target -> target.releaseId().toString())
                                .toList()
                                .equals(List.of(release)));
        system.await(
                "only its instances are left",
                () ->
                        system.query(
                                        """
                                        select i.id::text as v from instance i join deployment d on d.id = i.deployment_id
                                        where i.environment_id = ? and i.removed_at is null and d.state <> 'LIVE'
                                        """,
                                        app.environment())
                                .isEmpty());
    }
}
