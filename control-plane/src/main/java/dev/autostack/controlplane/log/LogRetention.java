package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;

/**
 * Keeps the newest lines of each stream, a configured number, by removing whole old chunks. Readers
 * that come later see where the log begins now.
 */
@Singleton
class LogRetention {
    private final Database database;
    private final LogConfiguration configuration;

    LogRetention(Database database, LogConfiguration configuration) {
        this.database = database;
        this.configuration = configuration;
    }

    @Scheduled(
            fixedDelay = "${autostack.log.sweep:30s}",
            initialDelay = "${autostack.log.sweep:30s}")
    void sweep() {
        sweep(StreamKind.BUILD, configuration.buildLines());
        sweep(StreamKind.RUNTIME, configuration.runtimeLines());
    }

    private void sweep(StreamKind kind, long lines) {
        database.sql(
                        """
                        with long as (
                            select id, next_seq - ? as first from log_stream
                            where kind = ? and next_seq - first_seq > ?
                        ), gone as (
                            delete from log_chunk c using long l where c.stream_id = l.id and c.last_seq < l.first
                        )
                        update log_stream s set first_seq = coalesce(
                            (select min(c.first_seq) from log_chunk c where c.stream_id = s.id and c.last_seq >= l.first),
                            s.next_seq)
                        from long l where s.id = l.id
                        """,
                        lines,
                        kind,
                        lines)
                .update();
    }
}
