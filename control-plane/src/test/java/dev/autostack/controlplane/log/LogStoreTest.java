package dev.autostack.controlplane.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestDatabase;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import io.micronaut.context.ApplicationContext;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogStoreTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final long FENCE = 7;

    private ApplicationContext context;
    private Database database;
    private LogStore store;
    private LogStreams streams;
    private UUID hostId;
    private UUID deploymentId;
    private UUID workerId;
    private UUID buildId;
    private UUID instanceId;
    private int projects;

    @BeforeAll
    void start() {
        context = ApplicationContext.run(TestDatabase.fresh());
        database = context.getBean(Database.class);
        store = context.getBean(LogStore.class);
        streams = context.getBean(LogStreams.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void aBuildAndAnInstance() {
        Rows rows = new Rows(database);
        UUID teamId = rows.team();
        hostId = rows.host();
        UUID projectId = rows.project(teamId, "p" + ++projects);
        UUID environmentId = rows.environment(projectId, hostId);
        deploymentId = rows.deployment(teamId, projectId, environmentId, 1);
        workerId = rows.worker();
        buildId = rows.leasedBuild(teamId, projectId, deploymentId, workerId, FENCE);
        instanceId =
                rows.instance(
                        deploymentId,
                        rows.release(projectId, environmentId, 1),
                        environmentId,
                        hostId);
    }

    @Test
    void linesAreNumberedFromOneAcrossSources() {
        store.acceptBuild(workerId, batch(FENCE, chunk(1, "a", "b"), chunk(2, "c")));
        context.getBean(DeploymentLog.class)
                .write(deploymentId, Stage.RELEASE, LogLevel.INFO, "from here\nand here");
        store.acceptBuild(workerId, batch(FENCE, chunk(3, "d")));

        assertThat(lines(StreamKind.BUILD))
                .extracting(StoredLine::seq, StoredLine::source, StoredLine::text)
                .containsExactly(
                        tuple(1L, "build", "a"),
                        tuple(2L, "build", "b"),
                        tuple(3L, "build", "c"),
                        tuple(4L, "system", "from here"),
                        tuple(5L, "system", "and here"),
                        tuple(6L, "build", "d"));
    }

    @Test
    void aRepeatedChunkChangesNothing() {
        LogBatch first = batch(FENCE, chunk(1, "a"), chunk(2, "b"));

        assertThat(store.acceptBuild(workerId, first)).isEqualTo(new LogOutcome.Stored(2));
        assertThat(store.acceptBuild(workerId, first)).isEqualTo(new LogOutcome.Stored(2));
        assertThat(store.acceptBuild(workerId, batch(FENCE, chunk(2, "b"), chunk(3, "c"))))
                .isEqualTo(new LogOutcome.Stored(3));
        assertThat(lines(StreamKind.BUILD))
                .extracting(StoredLine::text)
                .containsExactly("a", "b", "c");
    }

    @Test
    void aHoleIsRefusedWhole() {
        store.acceptBuild(workerId, batch(FENCE, chunk(1, "a")));

        assertThat(store.acceptBuild(workerId, batch(FENCE, chunk(3, "c"))))
                .isEqualTo(new LogOutcome.Hole(2));
        assertThat(store.acceptBuild(workerId, batch(FENCE, chunk(2, "b"), chunk(4, "d"))))
                .isEqualTo(new LogOutcome.Hole(3));
    }

    @Test
    void anOldFenceWritesNothing() {
        assertThat(store.acceptBuild(workerId, batch(FENCE - 1, chunk(1, "a"))))
                .isEqualTo(new LogOutcome.StaleFence());
        assertThat(store.acceptBuild(workerId, batch(null, chunk(1, "a"))))
                .isEqualTo(new LogOutcome.StaleFence());
        assertThat(store.acceptBuild(UUID.randomUUID(), batch(FENCE, chunk(1, "a"))))
                .isEqualTo(new LogOutcome.StaleFence());
        assertThat(lines(StreamKind.BUILD)).isEmpty();
    }

    @Test
    void theNextAttemptOfABuildCountsItsChunksAnew() {
        store.acceptBuild(workerId, batch(FENCE, chunk(1, "first try")));
        database.sql("update build set attempt = 2, fence = ? where id = ?", FENCE + 1, buildId)
                .update();

        assertThat(store.acceptBuild(workerId, batch(FENCE + 1, chunk(1, "second try"))))
                .isEqualTo(new LogOutcome.Stored(1));
        assertThat(lines(StreamKind.BUILD))
                .extracting(StoredLine::text)
                .containsExactly("first try", "second try");
    }

    @Test
    void theCursorOfAnInstanceIsKeptWithItsLines() {
        LogChunk chunk = new LogChunk(1, null, "2026-01-02T03:04:05.1Z", linesOf("x"));
        store.acceptInstance(hostId, new LogBatch(instanceId, null, List.of(chunk)));

        assertThat(store.cursors(hostId).cursors())
                .singleElement()
                .satisfies(cursor -> {
                    assertThat(cursor.sourceId()).isEqualTo(instanceId);
                    assertThat(cursor.lastSeq()).isEqualTo(1);
                    assertThat(cursor.cursor()).isEqualTo("2026-01-02T03:04:05.1Z");
                });
        assertThat(lines(StreamKind.RUNTIME))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.source()).isEqualTo(instanceId.toString());
                    assertThat(line.at()).isEqualTo(AT);
                });
    }

    @Test
    void anAgentWritesOnlyForItsOwnHost() {
        LogBatch batch = new LogBatch(instanceId, null, List.of(chunk(1, "x")));

        assertThat(store.acceptInstance(UUID.randomUUID(), batch))
                .isEqualTo(new LogOutcome.UnknownSource());
    }

    @Test
    void longStreamsAreReadFromAnyPlace() {
        for (int i = 1; i <= 100; i++) {
            String name = "line " + i + " part ";
            store.acceptBuild(workerId, batch(FENCE, chunk(i, name + 1, name + 2, name + 3)));
        }
        LogStreams.Stream stream = streams.find(deploymentId, StreamKind.BUILD).orElseThrow();

        assertThat(streams.lines(stream, 100, 5))
                .extracting(StoredLine::seq)
                .containsExactly(101L, 102L, 103L, 104L, 105L);
        assertThat(streams.lines(stream, 0, 1_000)).hasSize(300);
        assertThat(streams.lines(stream, 299, 10)).hasSize(1);
        assertThat(streams.lines(stream, 300, 10)).isEmpty();
    }

    private List<StoredLine> lines(StreamKind kind) {
        return streams.find(deploymentId, kind)
                .map(stream -> streams.lines(stream, 0, 10_000))
                .orElse(List.of());
    }

    private LogBatch batch(@Nullable Long fence, LogChunk... chunks) {
        return new LogBatch(buildId, fence, List.of(chunks));
    }

    private static LogChunk chunk(long seq, String... texts) {
        return new LogChunk(seq, Stage.BUILD, null, linesOf(texts));
    }

    private static List<LogLine> linesOf(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> new LogLine(AT, LogLevel.INFO, texts[i], false))
                .toList();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
