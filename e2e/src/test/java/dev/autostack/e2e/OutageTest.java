package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The control plane is gone for a while: what runs goes on, and nothing that was said is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {
    private Cloud cloud;
    private DeployedProject talking;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.start();
        talking = DeployedProject.of(cloud, "chatty", "talking-app");
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    @Test
    void noLineAndNoDeploymentIsLostAndTheAppServesAllTheTime() throws Exception {
        try {
            RunningProcess controlPlane = cloud.process(Part.CONTROL_PLANE);

            String deployment = talking.deployAsItIs("here");
            await("half of the build is said")
                    .until(() -> lines(deployment, "build", "building ").size() > 500);
            controlPlane.kill();
            controlPlane.start();
            talking.assertLive(deployment);
            assertThat(lines(deployment, "build", "building "))
                    .isEqualTo(numbered("building ", 3_000));

            Visitors visitors = Visitors.of(talking.app(), 4);
            talking.app().body("/print?total=20000&rate=2000");
            await("the app talks").until(() -> !lines(deployment, "runtime", "talking ").isEmpty());
            controlPlane.kill();
            int before = visitors.served();
            await("it serves without the control plane")
                    .until(() -> visitors.served() > before + 1_000);
            controlPlane.start();
            await("all is said")
                    .until(() -> lines(deployment, "runtime", "talking ").size() >= 20_000);
            assertThat(visitors.sendHome()).isEmpty();
            assertThat(lines(deployment, "runtime", "talking "))
                    .isEqualTo(numbered("talking ", 20_000));
            assertThat(
                            cloud.rows()
                                    .texts(
                                            "select state from deployment where environment_id = ?",
                                            talking.environment()))
                    .containsExactly("LIVE");
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    @Test
    void theEdgeStartsAndServesWithoutTheControlPlane() throws Exception {
        try {
            DeployedProject plain = DeployedProject.of(cloud, "plain", "probe-app");
            plain.assertLive(plain.deployAsItIs("one"));
            String release =
                    plain.app()
                            .awaitAnswer()
                            .headers()
                            .firstValue("AutoStack-Release")
                            .orElseThrow();

            cloud.process(Part.CONTROL_PLANE).kill();
            cloud.process(Part.EDGE).kill();
            cloud.process(Part.EDGE).start();

            var answer = plain.app().awaitAnswer();
            assertThat(answer.body()).isEqualTo("one");
            assertThat(answer.headers().firstValue("AutoStack-Release")).hasValue(release);
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        } finally {
            cloud.process(Part.CONTROL_PLANE).start();
            cloud.awaitHealthy();
        }
    }

    private List<String> lines(String deployment, String stream, String beginning)
            throws Exception {
        return cloud.operator().log(deployment, stream).stream()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }

    private static List<String> numbered(String beginning, int total) {
        return IntStream.rangeClosed(1, total).mapToObj(i -> beginning + i).toList();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions();
    }
}
