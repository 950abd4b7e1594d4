package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each process is killed with signal 9 at each moment of a deployment and started again, as its
 * supervisor would. One cloud for all cases: what one leaves behind, the next one meets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillMatrixTest {
    private Cloud cloud;
    private DeployedProject built;
    private DeployedProject returning;
    private String one;
    private String two;
    private String slow;
    private int version;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.start();
        try {
            built = DeployedProject.held(cloud, "built");
            returning = DeployedProject.held(cloud, "returning");
            one = returning.deploy("one");
            returning.assertLive(one);
            two = returning.deploy("two");
            returning.assertLive(two);
            Hold health = Hold.at(Moment.HEALTH, cloud, returning);
            slow = returning.deploy("slow");
            health.awaitReached(slow);
            health.letGo();
            returning.assertLive(slow);
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Part.values())
                .flatMap(part ->
                        Arrays.stream(Moment.values()).map(moment -> Arguments.of(part, moment)));
    }

    @ParameterizedTest(name = "{0} killed while {1}")
    @MethodSource("cases")
    void theDeploymentGoesLiveAllTheSameAndNothingIsLeftOver(Part part, Moment moment)
            throws Exception {
        try {
            kill(part, moment);
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    private void kill(Part part, Moment moment) throws Exception {
        DeployedProject project = moment.isOfBuild() ? built : returning;
        RunningProcess victim = cloud.process(part);
        Hold hold = Hold.at(moment, cloud, project);
        String deployment = deploy(moment);
        hold.awaitReached(deployment);

        victim.kill();
        long killed = System.nanoTime();
        victim.start();
        hold.letGo();

        if (part == Part.WORKER && moment.isOfBuild()) {
            awaitSecondAttempt(deployment, killed);
        }
        project.assertLive(deployment);
        CompletableFuture<HttpResponse<String>> open = hold.openRequest();
        if (open != null && part != Part.EDGE) {
            assertThat(open.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(cloud.rows().texts("select id from deployment where deadline is not null"))
                .isEmpty();
        new Leftovers(cloud).awaitNone();
    }

    private String deploy(Moment moment) throws Exception {
        return switch (moment) {
            case CLAIM, CLONE, BUILD, PUSH -> built.deploy("version " + ++version);
            case CREATE, SWITCH -> returning.rollBack(one);
            case START, DRAIN -> returning.rollBack(two);
            case HEALTH -> returning.rollBack(slow);
        };
    }

    /** The lease lasts 30 s, then somebody else gets the build. */
    private void awaitSecondAttempt(String deployment, long killed) {
        Awaitility.await("the build runs again")
                .atMost(Duration.ofSeconds(45).minusNanos(System.nanoTime() - killed))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () ->
                                cloud.rows()
                                        .texts(
                                                "select attempt::text from build where deployment_id = ?",
                                                deployment),
                        List.of("2")::equals);
    }
}
