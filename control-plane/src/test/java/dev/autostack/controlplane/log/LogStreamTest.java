package dev.autostack.controlplane.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.autostack.controlplane.testing.ApiClient;
import dev.autostack.controlplane.testing.LogFollower;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogStreamTest {
    private static final long FENCE = 3;
    private static final Duration SOON = Duration.ofSeconds(10);

    private TestServer server;
    private ApiClient owner;
    private UUID teamId;
    private UUID deploymentId;
    private UUID workerId;
    private UUID buildId;
    private long chunk;
    private int projects;

    @BeforeAll
    void start() {
        server =
                new TestServer(
                        Map.of(
                                "autostack.log.heartbeat", "500ms",
                                "autostack.log.reader-backlog", 20_000,
                                "autostack.log.send-deadline", "2s"));
        owner = ApiClient.owner(server);
        teamId = UUID.fromString(owner.get("/api/user").json("team.id"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void aBuild() {
        Rows rows = new Rows(server.database());
        UUID projectId = rows.project(teamId, "p" + ++projects);
        UUID environmentId = rows.environment(projectId, rows.host());
        deploymentId = rows.deployment(teamId, projectId, environmentId, 1);
        workerId = rows.worker();
        buildId = rows.leasedBuild(teamId, projectId, deploymentId, workerId, FENCE);
        chunk = 0;
    }

    @Test
    void aReaderSeesEachLineOnceAndInOrderWhileTheyAreWritten() {
        LogFollower follower = follow(0);
        for (int i = 0; i < 300; i++) {
            append(7);
        }
        close();

        await().atMost(SOON).until(follower::ended);
        assertThat(follower.seqs()).isEqualTo(numbers(1, 2_100));
    }

    @Test
    void aReaderThatComesBackMissesNothingAndSeesNothingTwice() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer =
                Thread.startVirtualThread(() -> {
                    while (writing.get()) {
                        append(3);
                    }
                });
        long after = 0;
        for (int i = 0; i < 10; i++) {
            LogFollower follower = follow(after);
            long wanted = after + 20;
            await().atMost(SOON).until(() -> follower.lastSeq() > wanted);
            follower.cut();
            assertThat(follower.seqs()).isEqualTo(numbers(after + 1, follower.lastSeq()));
            after = follower.lastSeq();
        }
        writing.set(false);
        writer.join();
    }

    @Test
    void aSecondControlPlaneShowsWhatTheFirstStores() {
        try (TestServer second = server.another()) {
            LogFollower follower = LogFollower.open(second, deploymentId, "build", 0, ticket(), "");
            append(5);
            close();

            await().atMost(SOON).until(follower::ended);
            assertThat(follower.seqs()).isEqualTo(numbers(1, 5));
        }
    }

    @Test
    void aTicketWorksOnceForItsDeploymentAndOrigin() {
        String used = ticket();
        LogFollower.open(server, deploymentId, "build", 0, used, "").cut();

        refused(used, deploymentId, "");
        refused(ticket(), UUID.randomUUID(), "");
        refused("", deploymentId, "");
        refused("nonsense", deploymentId, "");
        refused(ticket(), deploymentId, "https://evil.example");
        String own = "http://localhost:" + server.uri("/").getPort();
        refused(ticket(), deploymentId, own);
        String bound =
                owner.with("Origin", own)
                        .post("/api/deployments/" + deploymentId + "/logs/ticket", "")
                        .json("ticket");
        refused(bound, deploymentId, "");
        String old = ticket();
        server.database()
                .sql("update stream_ticket set expires_at = now() - interval '1 second'")
                .update();
        refused(old, deploymentId, "");
    }

    @Test
    void aStrangersLogIsNotThere() {
        Rows rows = new Rows(server.database());
        UUID team = rows.team();
        UUID project = rows.project(team, "stranger");
        UUID deployment = rows.deployment(team, project, rows.environment(project, rows.host()), 1);
        String base = "/api/deployments/" + deployment + "/logs";

        assertThat(owner.get(base).status()).isEqualTo(404);
        assertThat(owner.get(base + "?download=true").status()).isEqualTo(404);
        assertThat(owner.get(base + "/events").status()).isEqualTo(404);
        assertThat(owner.post(base + "/ticket", "").status()).isEqualTo(404);
        assertThat(ApiClient.anonymous(server).get(base).status()).isEqualTo(401);
        assertThat(ApiClient.anonymous(server).get(base + "/events").status()).isEqualTo(401);
    }

    @Test
    void revokingTheSessionClosesTheStream() {
        String key = keyOfOwnSession();
        ApiClient other = ApiClient.anonymous(server).bearer(key);
        LogFollower follower =
                LogFollower.open(
                        server,
                        deploymentId,
                        "build",
                        0,
                        other.post("/api/deployments/" + deploymentId + "/logs/ticket", "")
                                .json("ticket"),
                        "");
        append(1);
        await().atMost(SOON).until(() -> follower.lastSeq() == 1);
        server.database()
                .sql("update user_session set revoked_at = now() where user_agent = 'API key'")
                .update();

        await().atMost(Duration.ofSeconds(5)).until(follower::closed);
        append(1);
        assertThat(follower.lastSeq()).isEqualTo(1);
    }

    @Test
    void silenceIsFilledWithHeartbeats() {
        LogFollower follower = follow(0);

        await().atMost(SOON).until(() -> follower.count("heartbeat") >= 2);
        follower.cut();
    }

    @Test
    void theDeploymentIsShownAtFirstAndWhenItChanges() {
        LogFollower follower = follow(0);
        await().atMost(SOON).until(() -> follower.count("deployment") >= 1);
        server.database()
                .sql("select pg_notify('autostack', ?)", "deployment " + deploymentId)
                .run();

        await().atMost(SOON).until(() -> follower.count("deployment") >= 2);
        follower.cut();
    }

    @Test
    void aReaderFarBehindIsToldWhatItMisses() {
        append(1);
        for (int i = 0; i < 30; i++) {
            append(1_000);
        }
        LogFollower follower = follow(0);
        close();

        await().atMost(SOON).until(follower::ended);
        assertThat(follower.frames())
                .anySatisfy(frame -> assertThat(frame).contains("\"type\":\"gap\""));
        assertThat(follower.lastSeq()).isEqualTo(30_001);
        assertThat(follower.gapsAndLines()).isEqualTo(30_001);
    }

    @Test
    void aReaderThatNeverReadsIsCutOffAndHoldsUpNobody() {
        LogFollower stuck = follow(0);
        stuck.stopReading();
        LogFollower good = follow(0);
        String wide = "w".repeat(1_000);
        for (int i = 0; i < 200; i++) {
            append(100, wide);
        }
        close();

        await().atMost(Duration.ofSeconds(30)).until(good::ended);
        assertThat(good.gapsAndLines()).isEqualTo(20_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(server.bean(LiveStreams.class).readers()).isZero());
    }

    @Test
    void serverSentEventsCarryTheSameFrames() throws Exception {
        append(10);
        close();
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                server.uri(
                                                        "/api/deployments/"
                                                                + deploymentId
                                                                + "/logs/events?after=4"))
                                        .header("Authorization", "Bearer " + owner.token())
                                        .header("Last-Event-ID", "6")
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(answer.body())
                .contains("id: 10")
                .contains("\"seq\":7,")
                .doesNotContain("\"seq\":6,")
                .contains("data: {\"type\":\"end\"}");
    }

    @Test
    void pagesAndDownloadsGiveTheWholeStream() {
        for (int i = 0; i < 25; i++) {
            append(100);
        }
        String base = "/api/deployments/" + deploymentId + "/logs";
        ApiClient.Answer page = owner.get(base + "?stream=build&after=990&limit=20");
        assertThat(page.node("lines").size()).isEqualTo(20);
        assertThat(page.json("lines.0.seq")).isEqualTo("991");
        assertThat(page.json("next")).isEqualTo("1010");
        assertThat(page.json("last")).isEqualTo("2500");
        assertThat(page.json("closed")).isEqualTo("false");
        assertThat(owner.get(base + "?after=2499").node("next").isNull()).isTrue();
        assertThat(owner.get(base + "?stream=runtime").node("lines").size()).isZero();
        assertThat(owner.get(base + "?limit=5001").status()).isEqualTo(422);
        assertThat(owner.get(base + "?stream=nonsense").status()).isEqualTo(400);

        ApiClient.Answer text = owner.get(base + "?download=true");
        assertThat(text.header("Content-Disposition")).contains("attachment");
        assertThat(text.body().lines().count()).isEqualTo(2_500);
    }

    @Test
    void oldLinesGoAndReadersAreTold() {
        for (int i = 0; i < 10; i++) {
            append(100);
        }
        LogConfiguration small =
                new LogConfiguration(
                        250,
                        250,
                        Duration.ofSeconds(1),
                        10_000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
        new LogRetention(server.database(), small).sweep();
        ApiClient.Answer page = owner.get("/api/deployments/" + deploymentId + "/logs");
        assertThat(page.json("first")).isEqualTo("701");
        assertThat(page.json("lines.0.seq")).isEqualTo("701");
        LogFollower follower = follow(0);
        close();

        await().atMost(SOON).until(follower::ended);
        assertThat(follower.seqs()).isEqualTo(numbers(701, 1_000));
        assertThat(follower.gapsAndLines()).isEqualTo(1_000);
    }

    private void refused(String ticket, UUID deployment, String origin) {
        assertThatThrownBy(() -> LogFollower.open(server, deployment, "build", 0, ticket, origin))
                .isInstanceOf(CompletionException.class);
    }

    private String keyOfOwnSession() {
        UUID account = UUID.fromString(owner.get("/api/user").json("id"));
        return server.bean(dev.autostack.controlplane.access.ApiKeys.class)
                .issue(account, "test", Duration.ofHours(1));
    }

    private LogFollower follow(long after) {
        return LogFollower.open(server, deploymentId, "build", after, ticket(), "");
    }

    private String ticket() {
        return owner.post("/api/deployments/" + deploymentId + "/logs/ticket", "").json("ticket");
    }

    private void append(int lines) {
        append(lines, "line");
    }

    private void append(int lines, String text) {
        List<LogLine> all =
                IntStream.range(0, lines)
                        .mapToObj(i -> new LogLine(Instant.EPOCH, LogLevel.INFO, text, false))
                        .toList();
        LogOutcome outcome =
                server.bean(LogStore.class)
                        .acceptBuild(
                                workerId,
                                new LogBatch(
                                        buildId,
                                        FENCE,
                                        List.of(new LogChunk(++chunk, Stage.BUILD, null, all))));
        assertThat(outcome).isEqualTo(new LogOutcome.Stored(chunk));
    }

    private void close() {
        server.bean(DeploymentLog.class).close(deploymentId, StreamKind.BUILD);
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
