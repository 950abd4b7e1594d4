package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Docker Engine of the host is restarted, as an update of the distribution does. */
class EngineRestartTest {
    @ParameterizedTest(name = "with live restore: {0}")
    @ValueSource(booleans = {false, true})
    void appsServeAgainAfterARestartOfDocker(boolean liveRestore) throws Exception {
        SecondEngine engine = SecondEngine.start(liveRestore);
        try {
            Cloud cloud = Cloud.startOn(engine.socket());
            try {
                DeployedProject project = DeployedProject.of(cloud, "steady", "probe-app");
                String deployment = project.deployAsItIs("one");
                project.assertLive(deployment);
                List<String> instances =
                        cloud.rows().texts("select id from instance where removed_at is null");

                // Even with live restore there is a gap, which the edge waits out: ports on
                // loopback are Docker's own proxy's, and that is gone with Docker.
                Visitors visitors = Visitors.of(project.app(), 8);
                engine.restart();
                int before = visitors.served();
                await().atMost(Duration.ofMinutes(1)).until(() -> visitors.served() > before + 500);
                List<String> failures = visitors.sendHome();
                if (liveRestore) {
                    assertThat(failures).isEmpty();
                }

                project.assertLive(deployment);
                // The same instance goes on: a restart of Docker is no new deployment.
                assertThat(cloud.rows().texts("select id from instance where removed_at is null"))
                        .isEqualTo(instances);
            } catch (Throwable failure) {
                cloud.keepFolder();
                throw failure;
            } finally {
                cloud.close();
            }
        } finally {
            engine.close();
        }
    }
}
