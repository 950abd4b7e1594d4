package dev.autostack.controlplane.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.testing.SimulatedWorker;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.HeartbeatReply;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.LeaseRequest;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases, fences and fairness, with workers that die, sleep and wake. */
class LeaseTest {
    private TestSystem system;

    @BeforeEach
    void start() {
        system = new TestSystem(Map.of("autostack.queue.lease", "1s"));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void aKilledWorkersBuildRunsAgainAndGoesLive() {
        SimulatedWorker doomed =
                new SimulatedWorker(system.enrol(EnrolmentKind.WORKER), Clock.systemUTC());
        doomed.script(
                        work -> {
                            work.stage(Stage.BUILD, StageStatus.STARTED);
                            doomed.kill();
                            return null;
                        })
                .start(1);
        UUID id = system.deploy(system.app());
        system.await("leased", () -> system.read(id).texts("stages", "stage").contains("BUILD"));

        system.worker().start(1);
        Told live = system.ended(id);

        assertThat(live.text("state")).isEqualTo("LIVE");
        assertThat(attempts(id)).containsExactly("2");
        assertThat(live.list("stages"))
                .filteredOn(stage -> stage.text("stage").equals("BUILD"))
                .singleElement()
                .satisfies(stage -> assertThat(stage.number("attempt")).isEqualTo(2));
    }

    @Test
    void theThirdLossIsFinal() {
        for (int i = 0; i < 3; i++) {
            SimulatedWorker doomed =
                    new SimulatedWorker(system.enrol(EnrolmentKind.WORKER), Clock.systemUTC());
            doomed.script(
                            work -> {
                                doomed.kill();
                                return null;
                            })
                    .start(1);
        }
        UUID id = system.deploy(system.app());

        Told failed = system.ended(id);

        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.text("cause.code")).isEqualTo("worker_lost");
        assertThat(attempts(id)).containsExactly("3");
    }

    @Test
    void aZombieWritesNothing() {
        CountDownLatch asleep = new CountDownLatch(1);
        List<String> refusals = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        SimulatedWorker zombie =
                new SimulatedWorker(system.enrol(EnrolmentKind.WORKER), Clock.systemUTC());
        zombie.heartbeat(60_000)
                .script(work -> {
                    work.stage(Stage.BUILD, StageStatus.STARTED);
                    asleep.await();
                    refusals.add(refusal(() -> work.stage(Stage.PUSH, StageStatus.STARTED)));
                    refusals.add(refusal(() -> work.log(Stage.PUSH, "from the grave")));
                    refusals.add(refusal(() -> work.finish(work.pushed())));
                    done.countDown();
                    return null;
                })
                .start(1);
        UUID id = system.deploy(system.app());
        system.awaitState(id, "BUILDING");
        system.worker().start(1);
        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        String digest = system.read(id).text("release.digest");

        asleep.countDown();
        system.await("the zombie tried everything", () -> done.getCount() == 0);

        assertThat(refusals).containsOnly("409 stale_lease");
        assertThat(system.read(id).text("release.digest")).isEqualTo(digest);
        zombie.close();
    }

    @Test
    void aFinishMayBeRepeated() {
        List<BuildLease> leases = new ArrayList<>();
        system.worker()
                .script(work -> {
                    leases.add(work.lease());
                    BuildOutcome outcome = work.pushed();
                    work.finish(outcome);
                    work.finish(outcome);
                    return outcome;
                })
                .start(1);

        assertThat(system.ended(system.deploy(system.app())).text("state")).isEqualTo("LIVE");
        assertThat(leases).hasSize(1);
    }

    @Test
    void aHeartbeatNeedsTheFenceAndTheWorkerOfTheLease() {
        Wire mine = system.enrol(EnrolmentKind.WORKER);
        Wire other = system.enrol(EnrolmentKind.WORKER);
        system.deploy(system.app());
        BuildLease lease = lease(mine).orElseThrow();
        String path = "/api/worker/builds/" + lease.buildId() + "/heartbeat";

        assertThat(mine.post(path, new Heartbeat(lease.fence()), HeartbeatReply.class))
                .hasValueSatisfying(reply -> assertThat(reply.cancel()).isFalse());
        assertThatThrownBy(
                        () -> other.post(path, new Heartbeat(lease.fence()), HeartbeatReply.class))
                .hasMessageContaining("stale_lease");
        assertThatThrownBy(() ->
                        mine.post(path, new Heartbeat(lease.fence() + 1), HeartbeatReply.class))
                .hasMessageContaining("stale_lease");
    }

    @Test
    void theTeamWithTheFewestRunningBuildsIsNext() {
        UUID busy = system.app().project();
        UUID idle = system.app().project();
        UUID otherTeam = otherTeam(idle);
        Wire worker = system.enrol(EnrolmentKind.WORKER);
        for (int i = 0; i < 3; i++) {
            queue(system.app().project(), null);
        }
        queue(busy, null);
        UUID late = queue(idle, otherTeam);

        Set<UUID> firstTwo = ConcurrentHashMap.newKeySet();
        firstTwo.add(lease(worker).orElseThrow().buildId());
        firstTwo.add(lease(worker).orElseThrow().buildId());

        assertThat(firstTwo).as("the other team does not wait behind four builds").contains(late);
    }

    @Test
    void aProjectHasNoMoreBuildsAtOnceThanAllowed() {
        UUID project = system.app().project();
        Wire worker = system.enrol(EnrolmentKind.WORKER);
        for (int i = 0; i < 3; i++) {
            queue(project, null);
        }

        assertThat(lease(worker)).isPresent();
        assertThat(lease(worker)).isPresent();
        assertThat(lease(worker)).as("two are the default").isEmpty();
    }

    @Test
    void aWaitingLeaseCallIsAnsweredAsSoonAsABuildIsQueued() {
        Wire worker = system.enrol(EnrolmentKind.WORKER);
        List<Optional<BuildLease>> got = new ArrayList<>();
        Thread waiting =
                Thread.startVirtualThread(() ->
                        got.add(
                                worker.post(
                                        "/api/worker/leases",
                                        new LeaseRequest(List.of(LeaseKind.BUILD), 20_000, "1"),
                                        BuildLease.class)));

        system.deploy(system.app());
        system.await("answered", () -> !waiting.isAlive());

        assertThat(got).hasSize(1).allSatisfy(one -> assertThat(one).isPresent());
    }

    @Test
    void aWorkerThatHungUpWhileItWaitedGetsNoBuild() throws Exception {
        Wire gone = system.enrol(EnrolmentKind.WORKER);
        Thread waiting =
                Thread.startVirtualThread(() ->
                        assertThatThrownBy(() ->
                                gone.post(
                                        "/api/worker/leases",
                                        new LeaseRequest(List.of(LeaseKind.BUILD), 20_000, "1"),
                                        BuildLease.class)));
        system.await(
                "it waits",
                () ->
                        !system.query(
                                        "select id::text as v from worker where last_seen_at is not null")
                                .isEmpty());
        waiting.interrupt(); // closes the connection
        waiting.join();

        UUID id = system.deploy(system.app());
        BuildLease lease = lease(system.enrol(EnrolmentKind.WORKER)).orElseThrow();

        assertThat(lease.deploymentId()).isEqualTo(id);
        assertThat(lease.attempt()).isEqualTo(1);
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "accepted";
        } catch (Wire.Refused e) {
            return e.status() + (e.is("stale_lease") ? " stale_lease" : " other");
        }
    }

    private static Optional<BuildLease> lease(Wire worker) {
        return worker.post(
                "/api/worker/leases",
                new LeaseRequest(List.of(LeaseKind.BUILD, LeaseKind.INSPECT), 0, "1"),
                BuildLease.class);
    }

    private UUID otherTeam(UUID project) {
        UUID id = UUID.randomUUID();
        Database database = system.bean(Database.class);
        database.sql("insert into team (id, name) values (?, 'Others')", id).update();
        database.sql("update project set team_id = ? where id = ?", id, project).update();
        return id;
    }

    private UUID queue(UUID project, @org.jspecify.annotations.Nullable UUID team) {
        UUID id = UUID.randomUUID();
        UUID owner =
                team == null
                        ? UUID.fromString(
                                system.query(
                                                "select team_id::text as v from project where id = ?",
                                                project)
                                        .getFirst())
                        : team;
        system.bean(BuildQueue.class)
                .add(
                        new NewBuild(
                                id,
                                owner,
                                project,
                                null,
                                LeaseKind.INSPECT,
                                null,
                                null,
                                java.time.Duration.ofMinutes(1),
                                null,
                                false));
        return id;
    }

    private List<String> attempts(UUID deployment) {
        return system.query(
                "select attempt::text as v from build where deployment_id = ?", deployment);
    }
}
