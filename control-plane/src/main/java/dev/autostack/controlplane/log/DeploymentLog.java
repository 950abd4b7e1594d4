package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** What the control plane itself has to say in the log of a deployment. */
@Singleton
public final class DeploymentLog {
    private final LogStore store;
    private final LogStreams streams;
    private final LiveStreams live;
    private final Database database;
    private final Clock clock;

    DeploymentLog(
            LogStore store, LogStreams streams, LiveStreams live, Database database, Clock clock) {
        this.store = store;
        this.streams = streams;
        this.live = live;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Appends to the build stream, in the transaction of the caller when there is one. It then
     * holds the stream's row until the commit: write last, commit soon.
     */
    public void write(UUID deploymentId, Stage stage, LogLevel level, String text) {
        store.append(deploymentId, StreamKind.BUILD, stage, level, clock.instant(), text);
    }

    /** Nothing follows any more; readers get their end. Repeatable. */
    public void close(UUID deploymentId, StreamKind kind) {
        LogStreams.Stream stream = streams.of(deploymentId, kind);
        streams.close(stream.id());
        database.afterCommit(() -> live.closed(stream.id()));
    }

    /** The number of the newest line with this text among the newest {@code within} of a stream. */
    public OptionalLong find(UUID deploymentId, StreamKind kind, String text, int within) {
        return streams.find(deploymentId, kind)
                .map(stream -> {
                    long last = streams.extent(stream.id()).last();
                    return streams.lines(stream, Math.max(0, last - within), within).stream()
                            .filter(line -> line.text().equals(text))
                            .mapToLong(StoredLine::seq)
                            .max();
                })
                .orElseGet(OptionalLong::empty);
    }

    /** The texts of the newest lines of a stream, oldest of them first. */
    public List<String> tail(UUID deploymentId, StreamKind kind, int count) {
        return streams.find(deploymentId, kind)
                .map(stream -> {
                    long last = streams.extent(stream.id()).last();
                    return streams.lines(stream, Math.max(0, last - count), count).stream()
                            .map(StoredLine::text)
                            .toList();
                })
                .orElse(List.of());
    }
}
