package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A process is killed and stays away: what it was needed for ends, and what it was not goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbsenceTest {
    private static final String HOST = "this machine";
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** An agent is held to be away after 45 s, and a start gets longer than that. */
    private static final Map<String, String> DEADLINES =
            Map.of(
                    "AUTOSTACK_ROLLOUT_PULL", "10s",
                    "AUTOSTACK_ROLLOUT_ROUTE", "50s");

    private Cloud cloud;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.startWith(DEADLINES);
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    @Test
    void aBuildWhoseWorkerStaysAwayRunsOnAnotherWithin45Seconds() throws Exception {
        RunningProcess gone = cloud.process(Part.WORKER);
        RunningProcess other = cloud.secondWorker();
        try {
            DeployedProject project = DeployedProject.held(cloud, "orphaned");
            Hold hold = Hold.at(Moment.BUILD, cloud, project);
            String deployment = project.deploy("one");
            hold.awaitReached(deployment);
            other.start();

            gone.kill();
            Awaitility.await("another worker builds it")
                    .atMost(Duration.ofSeconds(45))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            cloud.rows()
                                    .any(
                                            "select 1 from build b join worker w on w.id = b.worker_id where b.deployment_id = ? and b.attempt = 2 and w.name = 'worker-2'",
                                            deployment));
            hold.letGo();

            project.assertLive(deployment);
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        } finally {
            other.stop();
            // It takes away what it left when it was killed, and serves the other tests.
            gone.start();
        }
    }

    @Test
    void aDeploymentFailsByNameOfTheHostWhoseAgentStaysAwayAndTheOldOneGoesOn() throws Exception {
        RunningProcess agent = cloud.process(Part.AGENT);
        try {
            DeployedProject project = DeployedProject.of(cloud, "deserted", "probe-app");
            cloud.operator().change(project.id(), Map.of("startDeadlineMs", 60_000));
            String before = project.deployAsItIs("one");
            project.assertLive(before);

            agent.kill();
            String failed = project.deployAsItIs("one");
            assertFailed(failed, "start_deadline", "The agent of " + HOST + " is not connected");
            assertThat(project.app().body("/")).isEqualTo("one");
            assertThat(live(project)).containsExactly(before);

            agent.start();
            new Leftovers(cloud).awaitNone();
            project.assertLive(before);
            String after = project.deploy("two");
            project.assertLive(after);
            new Leftovers(cloud).awaitNone();
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        } finally {
            agent.start();
        }
    }

    @Test
    void routesAreAsTheyWereWhenAnEdgeThatWasAwayIsBack() throws Exception {
        RunningProcess edge = cloud.process(Part.EDGE);
        try {
            DeployedProject project = DeployedProject.of(cloud, "unserved", "probe-app");
            String before = project.deployAsItIs("one");
            project.assertLive(before);

            edge.kill();
            String failed = project.deploy("two");
            assertFailed(failed, "route_deadline", "The edge of " + HOST + " is not connected");
            assertThat(live(project)).containsExactly(before);

            edge.start();
            project.assertLive(before);
            new Leftovers(cloud).awaitNone();
            String after = project.deploy("three");
            project.assertLive(after);
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        } finally {
            edge.start();
        }
    }

    private void assertFailed(String deployment, String code, String message) {
        JsonNode over = cloud.operator().awaitOver(deployment, LIMIT);
        assertThat(over.get("state").getStringValue()).isEqualTo("FAILED");
        JsonNode cause = over.get("cause");
        assertThat(cause.get("code").getStringValue()).isEqualTo(code);
        assertThat(cause.get("message").getStringValue()).contains(message);
    }

    private List<String> live(DeployedProject project) throws Exception {
        return cloud.rows()
                .texts(
                        "select id from deployment where environment_id = ? and state = 'LIVE'",
                        project.environment());
    }
}
