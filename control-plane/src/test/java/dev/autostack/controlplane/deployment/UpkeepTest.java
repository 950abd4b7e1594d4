package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What happens to environments after their deployments: drains, crashes, deletion, images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpkeepTest {
    private static final Cause CRASH =
            new Cause(
                    "app_exited",
                    "The app exited with status 1.",
                    "Look.",
                    Stage.HEALTH,
                    List.of());

    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private HttpServer registry;
    private TestSystem system;

    @BeforeAll
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext(
                "/",
                exchange -> {
                    deleted.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    exchange.sendResponseHeaders(202, -1);
                    exchange.close();
                });
        registry.start();
        system =
                new TestSystem(
                        Map.of(
                                "autostack.registry.address",
                                "127.0.0.1:" + registry.getAddress().getPort(),
                                "autostack.release.sweep",
                                "300ms"));
        system.worker().start(2);
    }

    @AfterAll
    void stop() {
        system.close();
        registry.stop(0);
    }

    @Test
    void oldInstancesRunOnUntilTheEdgeHasNothingUnderWay() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        UUID instance = instance(old);
        system.edge().underWay(instance, 2);

        live(app);

        assertThat(goals(old)).containsExactly("DRAIN");
        system.edge().underWay(instance, 0);
        system.await("drained", () -> goals(old).equals(List.of("REMOVE")));
        system.await("runtime log closed", () -> isClosed(old));
    }

    @Test
    void oneInstanceOfAReleaseLeavesWhenItHasNothingUnderWayThoughTheOtherStillServes() {
        TestSystem.App app = system.app();
        UUID two = system.act(live(app), "scale", Map.of("instances", 2));
        assertThat(system.ended(two).text("state")).isEqualTo("LIVE");
        List<UUID> both = upstreams(app).stream().map(UUID::fromString).toList();
        both.forEach(one -> system.edge().underWay(one, 1));

        UUID one = system.act(two, "scale", Map.of("instances", 1));

        assertThat(system.ended(one).text("state")).isEqualTo("LIVE");
        UUID stays = UUID.fromString(upstreams(app).getFirst());
        UUID leaves = both.stream().filter(id -> !id.equals(stays)).findFirst().orElseThrow();
        assertThat(goal(leaves)).isEqualTo("DRAIN");
        system.edge().underWay(leaves, 0);
        // Long before the drain deadline of 30 s.
        system.await("drained", () -> goal(leaves).equals("REMOVE"));
        assertThat(goal(stays)).isEqualTo("RUN");
    }

    @Test
    void aCrashSoonAfterGoingLiveRevertsByItself() {
        TestSystem.App app = system.app();
        UUID good = live(app);
        UUID bad = live(app);

        system.agent().become(instance(bad), InstanceState.BACKING_OFF, CRASH);

        system.await("reverted", () -> system.state(bad).equals("RETIRED"));
        Told back = newest(app);
        assertThat(back.text("kind")).isEqualTo("ROLLBACK");
        Told read = system.ended(back.uuid("id"));
        assertThat(read.text("state")).isEqualTo("LIVE");
        assertThat(read.text("release.id")).isEqualTo(system.read(good).text("release.id"));
        assertThat(read.text("reason")).contains("crashed").contains("status 1");
    }

    @Test
    void aFirstReleaseThatCrashesStaysAndIsShownAsItIs() {
        TestSystem.App app = system.app();
        UUID only = live(app);

        system.agent().become(instance(only), InstanceState.BACKING_OFF, CRASH);

        system.await(
                "shown",
                () -> system.read(only).texts("instances", "state").equals(List.of("BACKING_OFF")));
        assertThat(system.state(only)).isEqualTo("LIVE");
        assertThat(upstreams(app)).as("the last one keeps the route").hasSize(1);
    }

    @Test
    void anUnhealthyInstanceLeavesTheTableWhileAnotherIsHealthy() {
        TestSystem.App app = system.app();
        UUID two = system.act(live(app), "scale", Map.of("instances", 2));
        assertThat(system.ended(two).text("state")).isEqualTo("LIVE");
        UUID sick = UUID.fromString(upstreams(app).getFirst());

        system.agent().become(sick, InstanceState.UNHEALTHY, CRASH);
        system.await("left", () -> !upstreams(app).contains(sick.toString()));
        assertThat(upstreams(app)).hasSize(1);

        system.agent().become(sick, InstanceState.HEALTHY, null);
        system.await("came back", () -> upstreams(app).contains(sick.toString()));
    }

    @Test
    void aDeletedProjectLeavesNoInstanceNoRouteNoLiveDeploymentAndNoImage() {
        TestSystem.App app = system.app();
        UUID id = live(app);
        String digest = system.read(id).text("release.digest");

        system.operator().object("DELETE", "/api/projects/" + app.project(), null, Map.of());

        system.await(
                "instances gone",
                () ->
                        system.query(
                                        "select id::text as v from instance where environment_id = ? and removed_at is null",
                                        app.environment())
                                .isEmpty());
        assertThat(system.query("select state as v from deployment where id = ?", id))
                .containsExactly("RETIRED");
        assertThat(system.edge().table().routes())
                .noneMatch(route -> route.environmentId().equals(app.environment()));
        allowImagesToGo();
        system.await(
                "image deleted",
                () ->
                        deleted.contains(
                                "DELETE /v2/autostack/" + app.project() + "/manifests/" + digest));
    }

    @Test
    void aDeletedDeploymentTakesItsImageAlongAndIsNoLongerListed() {
        TestSystem.App app = system.app();
        UUID old = live(app);
        String digest = system.read(old).text("release.digest");
        live(app);
        system.await("gone", () -> goals(old).isEmpty() || isClosed(old));

        system.operator().object("DELETE", "/api/deployments/" + old, null, Map.of());

        assertThatThrownBy(() -> system.read(old))
                .isInstanceOfSatisfying(
                        Wire.Refused.class, e -> assertThat(e.status()).isEqualTo(404));
        allowImagesToGo();
        system.await(
                "image deleted",
                () ->
                        deleted.contains(
                                "DELETE /v2/autostack/" + app.project() + "/manifests/" + digest));
    }

    @Test
    void anImageThatTwoReleasesShareGoesWithTheLastOfThem() {
        TestSystem.App app = system.app();
        system.worker()
                .script(work -> {
                    var image = work.known("shared");
                    return image == null ? work.pushed() : work.reused(image);
                });
        UUID first;
        UUID second;
        try {
            first = live(app);
            second = live(app);
        } finally {
            system.worker().script(dev.autostack.controlplane.testing.SimulatedWorker::push);
        }
        String digest = system.read(first).text("release.digest");
        String removal = "DELETE /v2/autostack/" + app.project() + "/manifests/" + digest;
        assertThat(system.read(second).text("release.digest")).isEqualTo(digest);

        deleteAndLetImagesGo(first);
        system.await("let go of by one", () -> goneFor(first) && removals(digest).isEmpty());
        assertThat(deleted).doesNotContain(removal);

        live(app);
        deleteAndLetImagesGo(second);
        system.await("image deleted", () -> deleted.contains(removal));
    }

    private void deleteAndLetImagesGo(UUID deployment) {
        system.await("no instance", () -> goals(deployment).isEmpty() || isClosed(deployment));
        system.operator().object("DELETE", "/api/deployments/" + deployment, null, Map.of());
        allowImagesToGo();
    }

    private boolean goneFor(UUID deployment) {
        return !system.query(
                        "select r.id::text as v from release r join deployment d on d.release_id = r.id"
                                + " where d.id = ? and r.image_deleted_at is not null",
                        deployment)
                .isEmpty();
    }

    private List<String> removals(String digest) {
        return system.query("select digest as v from image_removal where digest = ?", digest);
    }

    @Test
    void theLiveDeploymentCannotBeDeleted() {
        UUID id = live(system.app());

        assertThatThrownBy(() ->
                        system.operator()
                                .object("DELETE", "/api/deployments/" + id, null, Map.of()))
                .isInstanceOfSatisfying(
                        Wire.Refused.class, e -> assertThat(e.is("not_deletable")).isTrue());
    }

    @Test
    void environmentActionsActOnWhateverIsLive() {
        TestSystem.App app = system.app();
        UUID id = live(app);
        String path = "/api/environments/" + app.environment();

        UUID restarted =
                system.operator().object("POST", path + "/restart", null, Map.of()).uuid("id");
        assertThat(system.ended(restarted).text("state")).isEqualTo("LIVE");
        assertThat(system.state(id)).isEqualTo("RETIRED");
        UUID scaled =
                system.operator()
                        .object("POST", path + "/scale", Map.of("instances", 2), Map.of())
                        .uuid("id");
        assertThat(system.ended(scaled).texts("instances", "state")).hasSize(2);
        system.operator().object("POST", path + "/stop", null, Map.of());
        assertThat(system.read(scaled).flag("actions.start.allowed")).isTrue();
        UUID started = system.operator().object("POST", path + "/start", null, Map.of()).uuid("id");
        assertThat(system.ended(started).texts("instances", "state")).hasSize(2);
    }

    /** Images wait until builds of the project are some minutes old. */
    private void allowImagesToGo() {
        system.bean(dev.autostack.controlplane.db.Database.class)
                .sql(
                        "update build set finished_at = now() - interval '1 hour' where finished_at is not null")
                .update();
    }

    private UUID live(TestSystem.App app) {
        UUID id = system.deploy(app);
        assertThat(system.ended(id).text("state")).isEqualTo("LIVE");
        return id;
    }

    private UUID instance(UUID deployment) {
        return system.read(deployment).list("instances").getFirst().uuid("id");
    }

    private Told newest(TestSystem.App app) {
        return system.operator()
                .object("GET", "/api/deployments?limit=1&project=" + app.project(), null, Map.of())
                .list("items")
                .getFirst();
    }

    private String goal(UUID instance) {
        return system.query("select goal as v from instance where id = ?", instance).getFirst();
    }

    private List<String> goals(UUID deployment) {
        return system.query("select goal as v from instance where deployment_id = ?", deployment);
    }

    private boolean isClosed(UUID deployment) {
        return system.query(
                        "select id::text as v from instance where deployment_id = ? and removed_at is null",
                        deployment)
                .isEmpty();
    }

    private List<String> upstreams(TestSystem.App app) {
        return system.edge().table().routes().stream()
                .filter(route -> route.environmentId().equals(app.environment()))
                .flatMap(route -> route.targets().stream())
                .flatMap(target -> target.upstreams().stream())
                .map(each -> each.instanceId().toString())
                .toList();
    }
}
