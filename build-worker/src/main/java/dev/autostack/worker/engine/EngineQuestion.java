package dev.autostack.worker.engine;

import io.micronaut.serde.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to an engine that docker-java does not know: the digest of an image in its registry
 * (DistributionInspect, Engine API 1.30 and later) and the history of an image. The answer of
 * HTTP/1.0 ends with the connection.
 */
final class EngineQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(EngineQuestion.class);
    private static final int MAX_ANSWER = 4 << 20;

    private EngineQuestion() {}

    /** The JSON of a GET; null when there is no answer in time, or another than 200. */
    static @Nullable Object ask(Path socket, String path, Duration limit)
            throws InterruptedException {
        FutureTask<@Nullable Object> asked = new FutureTask<>(() -> ask(socket, path));
        Thread.ofVirtual().name("ask" + path).start(asked);
        try {
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("{} was not answered", path, e);
            return null;
        } finally {
            // The interrupt closes the channel.
            asked.cancel(true);
        }
    }

    private static @Nullable Object ask(Path socket, String path) throws IOException {
        String answer;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            answer = all(channel);
        }
        int end = answer.indexOf("\r\n\r\n");
        return end < 0 || !answer.matches("(?s)HTTP/1\\.\\d 200 .*")
                ? null
                : ObjectMapper.getDefault().readValue(answer.substring(end + 4), Object.class);
    }

    private static String all(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(8192);
        while (channel.read(part) >= 0 && all.size() <= MAX_ANSWER) {
            all.write(part.array(), 0, part.position());
            part.clear();
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
