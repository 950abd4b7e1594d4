package dev.autostack.controlplane.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.testing.SimulatedWorker;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.controlplane.testing.Wire;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.LeaseKind;
import dev.autostack.protocol.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DetectTest {
    private TestSystem system;

    @BeforeAll
    void start() {
        system = new TestSystem();
        system.worker().start(1);
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void aGitUrlIsInspectedWithoutAProject() {
        system.worker()
                .script(work -> {
                    assertThat(work.lease().kind()).isEqualTo(LeaseKind.INSPECT);
                    assertThat(work.lease().push()).isNull();
                    assertThat(work.lease().source().url()).isEqualTo("https://example.org/a.git");
                    return new BuildOutcome.Inspected(
                            work.commit(), SimulatedWorker.detection(), null);
                });

        Told found = detect(Map.of("gitUrl", "https://example.org/a.git", "ref", "main"));

        assertThat(found.text("detection.framework")).isEqualTo("express");
        assertThat(found.text("commit.sha")).hasSize(40);
    }

    @Test
    void aProjectIsInspectedWithWhatIsToBeTried() {
        TestSystem.App app = system.app();
        system.worker()
                .script(work -> {
                    assertThat(work.lease().projectId()).isEqualTo(app.project());
                    assertThat(work.lease().source().rootDirectory()).isEqualTo("web");
                    return new BuildOutcome.Inspected(
                            work.commit(), SimulatedWorker.detection(), null);
                });

        Told found = detect(Map.of("projectId", app.project().toString(), "rootDirectory", "web"));

        assertThat(found.text("detection.stack")).isEqualTo("node");
    }

    @Test
    void whyASourceCannotBeInspectedIsTold() {
        system.worker()
                .script(work ->
                        new BuildOutcome.Failed(
                                new Cause(
                                        "repository_not_found",
                                        "There is no such repository.",
                                        "Check the URL.",
                                        Stage.CLONE,
                                        List.of())));

        assertThatThrownBy(() -> detect(Map.of("gitUrl", "https://example.org/none.git")))
                .isInstanceOfSatisfying(
                        Wire.Refused.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(422);
                            assertThat(e.is("repository_not_found")).isTrue();
                        });
    }

    @Test
    void withoutAnAnswerInTimeItIsAskedForAgain() {
        system.worker()
                .script(work -> {
                    Thread.sleep(300); // a slow clone
                    return new BuildOutcome.Inspected(
                            work.commit(), SimulatedWorker.detection(), null);
                });

        Told asked =
                system.operator()
                        .object(
                                "POST",
                                "/api/deployments/detect?waitMs=0",
                                Map.of("gitUrl", "https://example.org/slow.git"),
                                Map.of());
        assertThat(asked.text("detection")).isEmpty();

        system.await(
                "inspected",
                () ->
                        !system.operator()
                                .object(
                                        "GET",
                                        "/api/deployments/detect/" + asked.text("inspectionId"),
                                        null,
                                        Map.of())
                                .text("detection")
                                .isEmpty());
    }

    @Test
    void hostilePathsAndUrlsAreRefusedBeforeAnybodyIsAsked() {
        for (Map<String, String> body :
                List.of(
                        Map.of("gitUrl", "ext::sh -c id"),
                        Map.of("gitUrl", "https://example.org/a.git", "rootDirectory", "../.."),
                        Map.of("gitUrl", "https://example.org/a.git", "rootDirectory", "/etc"),
                        Map.of("gitUrl", "https://example.org/a.git", "ref", "--upload-pack=x"),
                        Map.<String, String>of())) {
            assertThatThrownBy(() -> detect(body))
                    .isInstanceOfSatisfying(
                            Wire.Refused.class, e -> assertThat(e.status()).isEqualTo(422));
        }
    }

    private Told detect(Map<String, String> body) {
        return system.operator()
                .object("POST", "/api/deployments/detect?waitMs=20000", body, Map.of());
    }
}
