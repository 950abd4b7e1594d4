package dev.autostack.agent.log;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.redaction.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last lines of a container, redacted, to stand beside a cause. */
public final class LogEnd {
    private static final Logger LOG = LoggerFactory.getLogger(LogEnd.class);
    static final int LINES = 30;
    private static final int LONGEST_LINE = 2_000;

    private LogEnd() {}

    /** Empty when the engine does not answer. */
    public static List<String> read(Engine engine, String containerId, Redactor redactor) {
        try {
            return parse(engine.containers().logTail(containerId, LINES), redactor);
        } catch (EngineProblem e) {
            LOG.warn("last lines of {}: {}", containerId, e.getMessage());
            return List.of();
        }
    }

    /**
     * The engine's multiplexed stream: frames of one byte stream number, three zero bytes, a length
     * of four bytes (big endian) and the text.
     */
    static List<String> parse(byte[] stream, Redactor redactor) {
        var text = new ByteArrayOutputStream(stream.length);
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.remaining() >= 8) {
            int length = in.getInt(in.position() + 4);
            in.position(in.position() + 8);
            if (length < 0 || length > in.remaining()) {
                break;
            }
            text.write(stream, in.position(), length);
            in.position(in.position() + length);
        }
        List<String> lines =
                redactor.redact(text.toString(StandardCharsets.UTF_8))
                        .lines()
                        .map(LogEnd::cut)
                        .toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " ...";
    }
}
