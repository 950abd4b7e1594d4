package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.SimulatedWorker;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.KnownImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which images a worker is offered instead of a build, and what becomes of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReuseTest {
    private static final Cause CAUSE = new Cause("build_failed", "m", "h", null, List.of());

    private TestSystem system;
    private final AtomicReference<@Nullable KnownImage> offered = new AtomicReference<>();

    @BeforeAll
    void start() {
        system = new TestSystem();
        system.worker().start(1);
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @BeforeEach
    void takeWhatIsOffered() {
        content("the same");
    }

    /** Each build from now on is of this content, and takes an image when one is offered. */
    private void content(String content) {
        offered.set(null);
        system.worker()
                .script(work -> {
                    KnownImage image = work.known(content);
                    offered.set(image);
                    return image == null ? work.pushed() : work.reused(image);
                });
    }

    private Told live(TestSystem.App app) {
        return live(system.deploy(app));
    }

    private Told live(UUID id) {
        Told ended = system.ended(id);
        assertThat(ended.text("state")).isEqualTo("LIVE");
        return ended;
    }

    @Test
    void anEqualContentUsesTheImageOfTheFirstBuildAndTellsWhose() {
        TestSystem.App app = system.app();
        Told first = live(app);
        assertThat(offered.get()).isNull();

        Told second = live(app);
        Told third = live(app);

        for (Told again : List.of(second, third)) {
            assertThat(again.text("release.digest")).isEqualTo(first.text("release.digest"));
            assertThat(again.text("release.id")).isNotEqualTo(first.text("release.id"));
            assertThat(again.uuid("build.reusedFrom.deploymentId")).isEqualTo(first.uuid("id"));
            assertThat(again.number("build.reusedFrom.number")).isEqualTo(first.number("number"));
        }
        assertThat(Objects.requireNonNull(offered.get()).commit()).hasSize(40);
    }

    @Test
    void anotherContentAndAnotherProjectAreBuilt() {
        TestSystem.App app = system.app();
        live(app);

        live(system.app());
        assertThat(offered.get()).as("another project").isNull();
        content("changed");
        live(app);
        assertThat(offered.get()).as("another content").isNull();
    }

    @Test
    void anotherEnvironmentOfTheProjectSharesTheImage() {
        TestSystem.App app = system.app();
        Told first = live(app);
        UUID staging =
                system.operator()
                        .object(
                                "POST",
                                "/api/projects/" + app.project() + "/environments",
                                Map.of("name", "staging"),
                                Map.of())
                        .uuid("id");

        Told there =
                live(
                        system.operator()
                                .object(
                                        "POST",
                                        "/api/deployments",
                                        Map.of(
                                                "projectId",
                                                app.project().toString(),
                                                "environmentId",
                                                staging.toString()),
                                        Map.of())
                                .uuid("id"));

        assertThat(there.text("release.digest")).isEqualTo(first.text("release.digest"));
    }

    @Test
    void aBuildThatIsForcedIsOfferedNothingAndIsTheOneToUseFromThenOn() {
        TestSystem.App app = system.app();
        Told first = live(app);

        Told forced = live(system.act(first.uuid("id"), "redeploy", Map.of("withoutCache", true)));
        assertThat(offered.get()).isNull();
        assertThat(forced.flag("build.withoutCache")).isTrue();
        assertThat(forced.text("release.digest")).isNotEqualTo(first.text("release.digest"));

        Told after = live(system.act(first.uuid("id"), "redeploy", Map.of()));
        assertThat(after.text("release.digest")).isEqualTo(forced.text("release.digest"));
        assertThat(after.uuid("build.reusedFrom.deploymentId")).isEqualTo(forced.uuid("id"));
    }

    @Test
    void failedAndCancelledBuildsAreNeverOffered() {
        TestSystem.App app = system.app();
        for (BuildOutcome outcome :
                List.of(new BuildOutcome.Failed(CAUSE), new BuildOutcome.Cancelled())) {
            system.worker()
                    .script(work -> {
                        work.known("the same");
                        return outcome;
                    });
            assertThat(system.ended(system.deploy(app)).text("state")).isEqualTo("FAILED");
        }

        takeWhatIsOffered();
        live(app);

        assertThat(offered.get()).isNull();
    }

    @Test
    void anImageThatIsBeingDeletedIsNotOffered() {
        TestSystem.App app = system.app();
        String digest = live(app).text("release.digest");
        system.query(
                "insert into image_removal (repository, digest, project_id, next_try_at)"
                        + " select repository, digest, project_id, now() + interval '1 day' from release where digest = ?"
                        + " returning digest as v",
                digest);

        live(app);

        assertThat(offered.get()).isNull();
    }

    @Test
    void aWorkerThatLostItsLeaseIsAnsweredNothing() {
        TestSystem.App app = system.app();
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        system.worker()
                .script(work -> {
                    system.query(
                            "update build set fence = nextval('fence_seq') where id = ? returning id::text as v",
                            work.lease().buildId());
                    try {
                        work.known("the same");
                    } catch (Wire.Refused e) {
                        refused.set(e);
                    }
                    return null;
                });

        UUID id = system.deploy(app);
        system.await("refused", () -> refused.get() != null);

        assertThat(((Wire.Refused) Objects.requireNonNull(refused.get())).is("stale_lease"))
                .isTrue();
        system.act(id, "cancel", Map.of());
        system.ended(id);
    }

    @Test
    void anImageOfAnotherProjectIsNotTakenOnTheWordOfAWorker() {
        Told other = live(system.app());
        String build =
                system.query(
                                "select id::text as v from build where deployment_id = ?",
                                other.uuid("id"))
                        .getFirst();
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        system.worker()
                .script(work -> {
                    work.known("the same");
                    BuildOutcome claim =
                            work.reused(
                                    new KnownImage(
                                            UUID.fromString(build),
                                            1,
                                            null,
                                            other.text("release.digest")));
                    try {
                        work.finish(claim);
                    } catch (Wire.Refused e) {
                        refused.set(e);
                    }
                    return work.pushed();
                });

        live(system.app());

        assertThat(refused.get()).isInstanceOf(Wire.Refused.class);
    }

    @Test
    void stepsAreThoseOfTheOwnBuildAndLayersThoseOfTheImage() {
        TestSystem.App app = system.app();
        BuildFacts facts =
                new BuildFacts(
                        List.of(
                                new BuildFacts.Step("[1/2] FROM node", false, 0.0),
                                new BuildFacts.Step("[2/2] RUN npm ci", true, null)),
                        new BuildFacts.Image(
                                900, 2, List.of(new BuildFacts.Layer(600, "RUN npm ci"))));
        system.worker()
                .script(work -> {
                    work.known("the same");
                    work.finish(work.pushed(), facts);
                    return work.pushed();
                });
        Told first = live(app);
        takeWhatIsOffered();
        Told second = live(app);

        assertThat(first.texts("build.steps", "instruction"))
                .containsExactly("[1/2] FROM node", "[2/2] RUN npm ci");
        assertThat(first.list("build.steps").get(1).flag("cached")).isTrue();
        assertThat(second.list("build.steps")).isEmpty();
        for (Told each : List.of(first, second)) {
            assertThat(each.number("build.image.bytes")).isEqualTo(900);
            assertThat(each.texts("build.image.largest", "instruction"))
                    .containsExactly("RUN npm ci");
        }
    }

    @Test
    void theSaltOfAProjectIsItsOwnSealedAndAlwaysTheSame() {
        TestSystem.App app = system.app();
        List<String> salts = new java.util.concurrent.CopyOnWriteArrayList<>();
        system.worker()
                .script(work -> {
                    salts.add(Objects.requireNonNull(work.lease().build().contentSalt()));
                    return SimulatedWorker.push(work);
                });
        live(app);
        live(app);
        live(system.app());

        assertThat(salts.get(0)).hasSize(64).isEqualTo(salts.get(1)).isNotEqualTo(salts.get(2));
        assertThat(
                        system.query(
                                "select encode(sealed, 'escape') as v from build_salt where project_id = ?",
                                app.project()))
                .allSatisfy(sealed -> assertThat(sealed).doesNotContain(salts.get(0)));
    }
}
