package dev.autostack.controlplane.log;

import java.util.List;

/** Consecutive lines, rendered as JSON once for all readers. */
record LineBlock(long firstSeq, List<String> json) {
    LineBlock {
        json = List.copyOf(json);
    }

    static LineBlock of(List<StoredLine> lines) {
        return new LineBlock(lines.getFirst().seq(), lines.stream().map(JsonText::line).toList());
    }

    long lastSeq() {
        return firstSeq + json.size() - 1;
    }

    /** The lines after number {@code seq}. */
    List<String> after(long seq) {
        return seq < firstSeq ? json : json.subList((int) (seq - firstSeq + 1), json.size());
    }
}
