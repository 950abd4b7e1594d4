package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogCursors;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines in. A chunk is numbered and stored in one transaction and shown to readers after it;
 * a chunk that is already there changes nothing; a hole is refused whole. The fence of a build is
 * checked by the database at each insert.
 */
@Singleton
public final class LogStore {
    private static final int LONGEST_TEXT = 16 * 1024;
    private static final int LINES_PER_ROW = 1_000;
    private static final int CHARACTERS_PER_ROW = 64 * 1024;
    private static final String STALE_FENCE = "AS002";

    private final Database database;
    private final LogStreams streams;
    private final Redactors redactors;
    private final LiveStreams live;

    LogStore(Database database, LogStreams streams, Redactors redactors, LiveStreams live) {
        this.database = database;
        this.streams = streams;
        this.redactors = redactors;
        this.live = live;
    }

    /** Who writes where: a build attempt, an instance, or the control plane itself. */
    private record Source(
            LogStreams.Stream stream,
            UUID id,
            int attempt,
            @Nullable UUID buildId,
            @Nullable Long fence,
            Redactor redactor) {}

    private record Build(UUID id, @Nullable UUID deploymentId, int attempt, boolean current) {}

    private record Instance(UUID id, UUID deploymentId) {}

    /** Chunks of a build; {@code batch.sourceId()} is its id. An inspection keeps no log. */
    public LogOutcome acceptBuild(UUID workerId, LogBatch batch) {
        Optional<Build> found =
                database.sql(
                                "select deployment_id, attempt, state = 'LEASED' and fence = ? as current"
                                        + " from build where id = ? and worker_id = ?",
                                batch.fence(),
                                batch.sourceId(),
                                workerId)
                        .first(row ->
                                new Build(
                                        batch.sourceId(),
                                        row.uuidOrNull("deployment_id"),
                                        row.integer("attempt"),
                                        row.textOrNull("current") != null && row.flag("current")));
        if (found.isEmpty() || !found.get().current() || batch.fence() == null) {
            return new LogOutcome.StaleFence();
        }
        Build build = found.get();
        UUID deploymentId = build.deploymentId();
        if (deploymentId == null) {
            return new LogOutcome.Stored(lastSeq(batch));
        }
        LogStreams.Stream stream = streams.of(deploymentId, StreamKind.BUILD);
        Redactor redactor = redactors.of(stream.environmentId());
        try {
            return write(
                    new Source(
                            stream,
                            build.id(),
                            build.attempt(),
                            build.id(),
                            batch.fence(),
                            redactor),
                    batch.chunks());
        } catch (DatabaseException e) {
            if (e.hasState(STALE_FENCE)) {
                return new LogOutcome.StaleFence();
            }
            throw e;
        }
    }

    /**
     * The number in its stream of a line of one attempt at a build.
     *
     * @param line counts the lines of the attempt from 1
     */
    public OptionalLong numberOf(UUID build, long fence, long line) {
        return database.sql(
                        """
                        select first_seq + ? - before - 1 as seq from (
                            select c.first_seq, c.last_seq,
                                sum(c.last_seq - c.first_seq + 1) over (order by c.first_seq)
                                    - (c.last_seq - c.first_seq + 1) as before
                            from build b join log_stream s on s.deployment_id = b.deployment_id and s.kind = 'BUILD'
                            join log_chunk c on c.stream_id = s.id and c.source_id = b.id and c.fence = ?
                            where b.id = ?
                        ) chunk where before < ? and ? <= before + last_seq - first_seq + 1
                        """,
                        line,
                        fence,
                        build,
                        line,
                        line)
                .first(row -> OptionalLong.of(row.number("seq")))
                .orElseGet(OptionalLong::empty);
    }

    /** Chunks of an instance on this host; {@code batch.sourceId()} is its id. */
    public LogOutcome acceptInstance(UUID hostId, LogBatch batch) {
        // Shared lock: until the commit nobody hands the instance's log over to another stream.
        return database.inTransaction(() -> {
            Optional<Instance> found =
                    database.sql(
                                    "select id, deployment_id from instance where id = ? and host_id = ? for share",
                                    batch.sourceId(),
                                    hostId)
                            .first(row -> new Instance(row.uuid("id"), row.uuid("deployment_id")));
            if (found.isEmpty()) {
                return new LogOutcome.UnknownSource();
            }
            LogStreams.Stream stream = streams.of(found.get().deploymentId(), StreamKind.RUNTIME);
            Redactor redactor = redactors.of(stream.environmentId());
            return number(
                    new Source(stream, found.get().id(), 1, null, null, redactor), batch.chunks());
        });
    }

    /**
     * What the instance prints from now on stands in the runtime log of another deployment; its
     * chunks count on. The caller has locked the instance's row and then changes its deployment.
     */
    public void handOver(UUID instanceId, UUID fromDeployment, UUID toDeployment) {
        UUID from = streams.of(fromDeployment, StreamKind.RUNTIME).id();
        UUID to = streams.of(toDeployment, StreamKind.RUNTIME).id();
        database.sql(
                        """
                        insert into log_source (stream_id, source_id, attempt, last_chunk, cursor)
                        select ?, source_id, attempt, last_chunk, cursor from log_source
                        where stream_id = ? and source_id = ?
                        on conflict (stream_id, source_id, attempt)
                            do update set last_chunk = excluded.last_chunk, cursor = excluded.cursor
                        """,
                        to,
                        from,
                        instanceId)
                .update();
    }

    /** Where the log of each instance of a host ends that was not removed. */
    public LogCursors cursors(UUID hostId) {
        return new LogCursors(
                database.sql(
                                "select i.id, coalesce(l.last_chunk, 0) as last_chunk, l.cursor from instance i"
                                        + " left join log_stream s on s.deployment_id = i.deployment_id and s.kind = 'RUNTIME'"
                                        + " left join log_source l on l.stream_id = s.id and l.source_id = i.id"
                                        + " where i.host_id = ? and i.removed_at is null order by i.id",
                                hostId)
                        .list(row ->
                                new LogCursors.LogCursor(
                                        row.uuid("id"),
                                        row.number("last_chunk"),
                                        row.textOrNull("cursor"))));
    }

    /** Lines of the control plane itself; they are their own source and never come twice. */
    void append(
            UUID deploymentId,
            StreamKind kind,
            @Nullable Stage stage,
            LogLevel level,
            Instant at,
            String text) {
        LogStreams.Stream stream = streams.of(deploymentId, kind);
        Redactor redactor = redactors.of(stream.environmentId());
        List<LogLine> lines =
                text.lines()
                        .map(line -> new LogLine(at, level, clean(redactor, line), false))
                        .toList();
        if (lines.isEmpty()) {
            return;
        }
        Source source = new Source(stream, deploymentId, 1, null, null, redactor);
        database.doInTransaction(
                () -> insert(source, List.of(new LogChunk(0, stage, null, lines)), lines.size()));
    }

    private LogOutcome write(Source source, List<LogChunk> chunks) {
        return database.inTransaction(() -> number(source, chunks));
    }

    private LogOutcome number(Source source, List<LogChunk> chunks) {
        long last = lockSource(source);
        List<LogChunk> fresh = new ArrayList<>();
        int lines = 0;
        for (LogChunk chunk : chunks) {
            if (chunk.seq() <= last) {
                continue;
            }
            if (chunk.seq() != last + 1) {
                return new LogOutcome.Hole(last + 1);
            }
            last = chunk.seq();
            lines += chunk.lines().size();
            fresh.add(redacted(chunk, source.redactor()));
        }
        if (!fresh.isEmpty()) {
            insert(source, fresh, lines);
            database.sql(
                            "update log_source set last_chunk = ?, cursor = coalesce(?, cursor)"
                                    + " where stream_id = ? and source_id = ? and attempt = ?",
                            last,
                            fresh.getLast().cursor(),
                            source.stream().id(),
                            source.id(),
                            source.attempt())
                    .update();
        }
        return new LogOutcome.Stored(last);
    }

    private long lockSource(Source source) {
        return database.sql(
                        "insert into log_source (stream_id, source_id, attempt) values (?, ?, ?)"
                                + " on conflict (stream_id, source_id, attempt) do update set last_chunk = log_source.last_chunk"
                                + " returning last_chunk",
                        source.stream().id(),
                        source.id(),
                        source.attempt())
                .one(row -> row.number("last_chunk"));
    }

    private void insert(Source source, List<LogChunk> chunks, int count) {
        UUID stream = source.stream().id();
        long first =
                database.sql(
                                "update log_stream set next_seq = next_seq + ? where id = ? returning next_seq - ? as first",
                                count,
                                stream,
                                count)
                        .one(row -> row.number("first"));
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<LogBlock> blocks = new ArrayList<>();
        long seq = first;
        for (LogChunk chunk : chunks) {
            for (List<LogLine> part : bounded(chunk.lines())) {
                LogBlock block =
                        new LogBlock(source.stream(), seq, source.id(), chunk.stage(), part);
                rows.add(
                        new @Nullable Object[] {
                            stream,
                            seq,
                            block.lastSeq(),
                            source.id(),
                            chunk.stage(),
                            ChunkCodec.encode(part),
                            source.buildId(),
                            source.fence()
                        });
                blocks.add(block);
                seq = block.lastSeq() + 1;
            }
        }
        database.batch(
                "insert into log_chunk (stream_id, first_seq, last_seq, source_id, stage, lines, build_id, fence)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        database.afterCommit(() -> live.appended(stream, blocks));
    }

    /** Rows of a size that a reader takes in one piece. */
    private static List<List<LogLine>> bounded(List<LogLine> lines) {
        List<List<LogLine>> parts = new ArrayList<>();
        int from = 0;
        int characters = 0;
        for (int i = 0; i < lines.size(); i++) {
            characters += lines.get(i).text().length();
            if (i + 1 - from == LINES_PER_ROW || characters >= CHARACTERS_PER_ROW) {
                parts.add(lines.subList(from, i + 1));
                from = i + 1;
                characters = 0;
            }
        }
        if (from < lines.size()) {
            parts.add(lines.subList(from, lines.size()));
        }
        return parts;
    }

    private static LogChunk redacted(LogChunk chunk, Redactor redactor) {
        List<LogLine> lines =
                chunk.lines().stream()
                        .map(line ->
                                new LogLine(
                                        line.at(),
                                        line.level(),
                                        clean(redactor, line.text()),
                                        line.continued()))
                        .toList();
        return new LogChunk(chunk.seq(), chunk.stage(), chunk.cursor(), lines);
    }

    private static String clean(Redactor redactor, String text) {
        String bounded = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
        return redactor.redact(bounded);
    }

    private static long lastSeq(LogBatch batch) {
        return batch.chunks().isEmpty() ? 0 : batch.chunks().getLast().seq();
    }
}
