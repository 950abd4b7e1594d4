package dev.autostack.controlplane.log;

import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stored lines of one source that stand one after the other in their stream. */
record LogBlock(
        LogStreams.Stream stream,
        long firstSeq,
        UUID sourceId,
        @Nullable Stage stage,
        List<LogLine> lines) {
    LogBlock {
        lines = List.copyOf(lines);
    }

    long lastSeq() {
        return firstSeq + lines.size() - 1;
    }

    List<StoredLine> stored() {
        String source = sourceName();
        List<StoredLine> stored = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            LogLine line = lines.get(i);
            stored.add(
                    new StoredLine(
                            firstSeq + i, line.at(), stage, source, line.level(), line.text()));
        }
        return stored;
    }

    private String sourceName() {
        if (sourceId.equals(stream.deploymentId())) {
            return "system";
        }
        return stream.kind() == StreamKind.BUILD ? "build" : sourceId.toString();
    }
}
