package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A worker that slept through the end of its lease: nothing it says then counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FenceTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Cloud cloud;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.start();
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    @Test
    void aWorkerThatWasStoppedAndContinuedWritesNothingOnceAnotherHasItsBuild() throws Exception {
        try {
            DeployedProject project = DeployedProject.held(cloud, "fenced");
            Hold hold = Hold.at(Moment.BUILD, cloud, project);
            String deployment = project.deploy("one");
            hold.awaitReached(deployment);
            RunningProcess sleeper = cloud.process(Part.WORKER);
            sleeper.signal("STOP");
            String fence = one("select fence::text from build where deployment_id = ?", deployment);

            RunningProcess other = cloud.secondWorker();
            other.start();
            Awaitility.await("another worker builds it")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() ->
                            cloud.rows()
                                    .any(
                                            "select 1 from build b join worker w on w.id = b.worker_id where b.deployment_id = ? and b.attempt = 2 and w.name = 'worker-2'",
                                            deployment));
            cloud.doorbell().awaitRings(2, LIMIT);
            List<String> said = said(deployment, fence);

            // Its own credential, its own build, its old fence.
            String build = one("select id from build where deployment_id = ?", deployment);
            for (var write : writes(build, fence).entrySet()) {
                HttpResponse<String> answer = write(build, write.getKey(), write.getValue());
                assertThat(answer.statusCode()).as(write.getKey()).isEqualTo(409);
                assertThat(answer.body()).contains("stale_lease");
            }
            sleeper.signal("CONT");
            hold.letGo();

            project.assertLive(deployment);
            new Leftovers(cloud).awaitNone();
            assertThat(said(deployment, fence)).isEqualTo(said);
            assertThat(
                            cloud.rows()
                                    .texts(
                                            "select r.fence <> ? from build_report r join build b on b.id = r.build_id where b.deployment_id = ? and r.kind = 'FINISH'",
                                            Long.valueOf(fence),
                                            deployment))
                    .containsExactly("t");
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    private static Map<String, String> writes(String build, String fence) {
        return Map.of(
                "heartbeat",
                "{\"fence\":%s}".formatted(fence),
                "stages",
                "{\"fence\":%s,\"stage\":\"PUSH\",\"status\":\"STARTED\",\"at\":\"2026-01-01T00:00:00Z\"}"
                        .formatted(fence),
                "log",
                "{\"sourceId\":\"%s\",\"fence\":%s,\"chunks\":[{\"seq\":1000,\"stage\":\"BUILD\",\"lines\":[{\"at\":\"2026-01-01T00:00:00Z\",\"level\":\"INFO\",\"text\":\"late\",\"continued\":false}]}]}"
                        .formatted(build, fence),
                "finish",
                "{\"fence\":%s,\"outcome\":{\"type\":\"cancelled\"}}".formatted(fence));
    }

    private HttpResponse<String> write(String build, String what, String body) throws Exception {
        String credential =
                Files.readString(cloud.folder().resolve("worker").resolve("credential")).strip();
        HttpRequest request =
                HttpRequest.newBuilder(
                                cloud.url().resolve("/api/worker/builds/" + build + "/" + what))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + credential)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What is kept of the reports and log chunks of a fence. */
    private List<String> said(String deployment, String fence) throws Exception {
        return cloud.rows()
                .texts(
                        "select 'report ' || r.id from build_report r join build b on b.id = r.build_id where b.deployment_id = ? and r.fence = ?"
                                + " union all select 'chunk ' || c.first_seq || '-' || c.last_seq from log_chunk c join build b on b.id = c.build_id where b.deployment_id = ? and c.fence = ? order by 1",
                        deployment,
                        Long.valueOf(fence),
                        deployment,
                        Long.valueOf(fence));
    }

    private String one(String sql, String id) throws Exception {
        return cloud.rows().texts(sql, id).getFirst();
    }
}
