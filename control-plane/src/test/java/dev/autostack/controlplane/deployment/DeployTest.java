package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
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

        UUID id = system.deploy(app);
        Told live = system.ended(id);

        assertThat(live.text("state")).isEqualTo("LIVE");
        assertThat(live.texts("history", "state"))
                .containsExactly("QUEUED", "BUILDING", "RELEASING", "VERIFYING", "LIVE");
        assertThat(live.texts("stages", "stage"))
                .containsExactly(
                        "QUEUE", "CLONE", "DETECT", "BUILD", "PUSH", "RELEASE", "HEALTH", "ROUTE",
                        "VERIFY");
        assertThat(live.texts("stages", "status")).containsOnly("SUCCEEDED");
        assertThat(live.texts("instances", "state")).containsExactly("HEALTHY");
    }
}
