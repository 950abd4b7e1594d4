package dev.autostack.worker.testing;

import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.BuildFinished;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.Heartbeat;
import dev.autostack.protocol.LogBatch;
import dev.autostack.protocol.LogChunk;
import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import dev.autostack.protocol.StageReport;
import dev.autostack.protocol.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the simulated control plane knows of one build: only what came with the current fence. */
public final class SimulatedBuild {
    private final BuildLease lease;
    private long fence;
    private @Nullable String contentKey;
    private @Nullable BuildFacts facts;
    private boolean cancelled;
    private long lastSeq;
    private int heartbeats;
    private int writesRefused;
    private final List<StageReport> stages = new ArrayList<>();
    private final List<LogLine> lines = new ArrayList<>();
    private final List<LogChunk> chunks = new ArrayList<>();
    private final List<BuildOutcome> outcomes = new ArrayList<>();

    SimulatedBuild(BuildLease lease) {
        this.lease = lease;
    }

    BuildLease lease() {
        return lease;
    }

    public UUID id() {
        return lease.buildId();
    }

    /** False for a stale fence. */
    synchronized boolean content(ContentQuestion question) {
        if (!accepted(question.fence())) {
            return false;
        }
        contentKey = question.contentKey();
        return true;
    }

    /** What the worker asked for, or null. */
    public synchronized @Nullable String contentKey() {
        return contentKey;
    }

    /** From now on only this fence is accepted; a new attempt numbers its log from 1. */
    public synchronized void fence(long current) {
        fence = current;
        lastSeq = 0;
    }

    public synchronized void cancel() {
        cancelled = true;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized boolean heartbeat(Heartbeat heartbeat) {
        heartbeats++;
        return accepted(heartbeat.fence());
    }

    private boolean accepted(long given) {
        if (given != fence) {
            writesRefused++;
            return false;
        }
        return true;
    }

    synchronized boolean stage(StageReport report) {
        if (!accepted(report.fence())) {
            return false;
        }
        stages.add(report);
        return true;
    }

    /** The last stored seq, -1 for a stale fence. */
    synchronized long log(LogBatch batch) {
        Long given = batch.fence();
        if (given == null || !accepted(given)) {
            return -1;
        }
        for (LogChunk chunk : batch.chunks()) {
            if (chunk.seq() <= lastSeq) {
                continue;
            }
            if (chunk.seq() != lastSeq + 1) {
                throw new AssertionError("hole in the log before " + chunk.seq());
            }
            lastSeq = chunk.seq();
            chunks.add(chunk);
            lines.addAll(chunk.lines());
        }
        return lastSeq;
    }

    synchronized boolean finish(BuildFinished finished) {
        if (!accepted(finished.fence())) {
            return false;
        }
        outcomes.add(finished.outcome());
        facts = finished.facts();
        return true;
    }

    public synchronized @Nullable BuildOutcome outcome() {
        return outcomes.isEmpty() ? null : outcomes.getFirst();
    }

    /** What came with the end. */
    public synchronized @Nullable BuildFacts facts() {
        return facts;
    }

    public synchronized int finishes() {
        return outcomes.size();
    }

    public synchronized int heartbeats() {
        return heartbeats;
    }

    public synchronized int writesRefused() {
        return writesRefused;
    }

    public synchronized List<StageReport> stages() {
        return List.copyOf(stages);
    }

    public synchronized List<LogChunk> chunks() {
        return List.copyOf(chunks);
    }

    public synchronized List<LogLine> lines() {
        return List.copyOf(lines);
    }

    public synchronized String text() {
        return lines.stream().map(LogLine::text).collect(Collectors.joining("\n"));
    }

    /** The detail of a stage's last report of that status, or null. */
    public synchronized @Nullable String detail(Stage stage, StageStatus status) {
        return stages.stream()
                .filter(report -> report.stage() == stage && report.status() == status)
                .reduce((_, last) -> last)
                .map(StageReport::detail)
                .orElse(null);
    }

    public synchronized boolean has(Stage stage, StageStatus status) {
        return stages.stream().anyMatch(r -> r.stage() == stage && r.status() == status);
    }
}
