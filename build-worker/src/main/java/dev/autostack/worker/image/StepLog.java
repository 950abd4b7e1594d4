package dev.autostack.worker.image;

import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.log.BuildLog;
import dev.autostack.worker.log.LogWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * The log of an image build: a writer per step, since steps run side by side and a secret may be
 * cut by a line end within one of them.
 */
public final class StepLog {
    private final BuildLog log;
    private final Map<Integer, LogWriter> steps = new HashMap<>();
    private final LogWriter general;

    public StepLog(BuildLog log) {
        this.log = log;
        this.general = log.writer(Stage.BUILD);
    }

    public LogWriter general() {
        return general;
    }

    void step(int number, LogLevel level, String text) {
        steps.computeIfAbsent(number, _ -> log.writer(Stage.BUILD)).line(level, text);
    }
}
