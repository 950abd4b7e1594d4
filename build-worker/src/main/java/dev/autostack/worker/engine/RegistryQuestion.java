package dev.autostack.worker.engine;

import io.micronaut.core.type.Argument;
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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an engine ask the registry of an image for its digest (Engine API 1.30 and later,
 * DistributionInspect), which docker-java does not know. The answer of HTTP/1.0 ends with the
 * connection.
 */
final class RegistryQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryQuestion.class);
    private static final int MAX_ANSWER = 256 * 1024;

    private RegistryQuestion() {}

    /** Null when there is no answer in time, or no such image. */
    static @Nullable String digest(Path socket, String image, Duration limit)
            throws InterruptedException {
        FutureTask<@Nullable String> asked = new FutureTask<>(() -> digest(socket, image));
        Thread.ofVirtual().name("resolve-" + image).start(asked);
        try {
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("{} could not be resolved", image, e);
            return null;
        } finally {
            // The interrupt closes the channel.
            asked.cancel(true);
        }
    }

    private static @Nullable String digest(Path socket, String image) throws IOException {
        String answer;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request =
                    "GET /distribution/" + image + "/json HTTP/1.0\r\nHost: localhost\r\n\r\n";
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            answer = all(channel);
        }
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 || !answer.matches("(?s)HTTP/1\\.\\d 200 .*")) {
            return null;
        }
        Map<String, Object> body =
                ObjectMapper.getDefault()
                        .readValue(
                                answer.substring(end + 4),
                                Argument.mapOf(String.class, Object.class));
        return body != null
                        && body.get("Descriptor") instanceof Map<?, ?> descriptor
                        && descriptor.get("digest") instanceof String digest
                ? digest
                : null;
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
