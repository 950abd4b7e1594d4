package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of streams and their chunks. */
@Singleton
final class LogStreams {
    private static final int BYTES_PER_READ = 256 * 1024;

    private final Database database;

    LogStreams(Database database) {
        this.database = database;
    }

    /** A stream; {@code environmentId} is that of its deployment. */
    record Stream(UUID id, UUID deploymentId, StreamKind kind, UUID environmentId) {}

    /** How far a stream is. {@code last} is 0 while it is empty. */
    record Extent(long first, long last, boolean closed) {}

    /** The stream of a deployment, made at its first use. */
    Stream of(UUID deploymentId, StreamKind kind) {
        return find(deploymentId, kind)
                .orElseGet(() -> {
                    database.sql(
                                    "insert into log_stream (id, deployment_id, kind) values (?, ?, ?)"
                                            + " on conflict (deployment_id, kind) do nothing",
                                    UUID.randomUUID(),
                                    deploymentId,
                                    kind)
                            .update();
                    return find(deploymentId, kind).orElseThrow();
                });
    }

    Optional<Stream> find(UUID deploymentId, StreamKind kind) {
        return database.sql(
                        "select s.id, d.environment_id from log_stream s join deployment d on d.id = s.deployment_id"
                                + " where s.deployment_id = ? and s.kind = ?",
                        deploymentId,
                        kind)
                .first(row ->
                        new Stream(row.uuid("id"), deploymentId, kind, row.uuid("environment_id")));
    }

    Extent extent(UUID streamId) {
        return database.sql(
                        "select first_seq, next_seq, closed_at from log_stream where id = ?",
                        streamId)
                .one(row ->
                        new Extent(
                                row.number("first_seq"),
                                row.number("next_seq") - 1,
                                row.instantOrNull("closed_at") != null));
    }

    /**
     * Chunks that hold lines after number {@code after}, oldest first, about {@code bytes} of them
     * and at least one.
     */
    List<LogBlock> read(Stream stream, long after, int bytes) {
        return database.sql(
                        """
                        select first_seq, source_id, stage, lines from (
                            select first_seq, last_seq, source_id, stage, lines,
                                sum(octet_length(lines)) over (order by first_seq) - octet_length(lines) as before
                            from (
                                select * from log_chunk where stream_id = ? and last_seq > ?
                                    and first_seq >= coalesce((select max(first_seq) from log_chunk
                                        where stream_id = ? and first_seq <= ?), 0)
                                order by first_seq limit 200
                            ) nearest
                        ) counted where before < ? order by first_seq
                        """,
                        stream.id(),
                        after,
                        stream.id(),
                        after + 1,
                        bytes)
                .list(row -> block(stream, row));
    }

    /** At most {@code limit} lines after number {@code after}. */
    List<StoredLine> lines(Stream stream, long after, int limit) {
        List<StoredLine> lines = new ArrayList<>();
        long position = after;
        while (lines.size() < limit) {
            List<LogBlock> blocks = read(stream, position, BYTES_PER_READ);
            if (blocks.isEmpty()) {
                break;
            }
            for (LogBlock block : blocks) {
                for (StoredLine line : block.stored()) {
                    if (line.seq() > position && lines.size() < limit) {
                        lines.add(line);
                    }
                }
            }
            position = lines.getLast().seq();
        }
        return lines;
    }

    /** Nothing follows any more. */
    void close(UUID streamId) {
        database.sql(
                        "update log_stream set closed_at = now() where id = ? and closed_at is null",
                        streamId)
                .update();
    }

    private static LogBlock block(Stream stream, Row row) throws SQLException {
        @Nullable String stage = row.textOrNull("stage");
        return new LogBlock(
                stream,
                row.number("first_seq"),
                row.uuid("source_id"),
                stage == null ? null : Stage.valueOf(stage),
                ChunkCodec.decode(row.bytes("lines")));
    }
}
