package dev.autostack.edge.measure;

import dev.autostack.edge.config.EdgeConfig.AccessLogging;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one JSON object per request, off the event loops. When the disk is slower than the
 * requests the lines that do not fit the queue are dropped and counted: requests never wait for
 * their log.
 *
 * <p>{@code access.log} is the newest file; at its size or age limit it becomes {@code
 * access.log.1} and the older ones move up by one.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final int QUEUE = 8_192;
    private static final int BATCH = 512;

    /**
     * Between two looks at the queue. The writer looks by itself: a thread that waits would have to
     * be woken from an event loop, which costs more than the line.
     */
    private static final long LOOK_MS = 20;

    private static final int MOST_TARGET = 2_048;

    private final AccessLogging settings;
    private final InstantSource clock;
    private final BlockingQueue<Access> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private final CountDownLatch closing = new CountDownLatch(1);

    // Of the writer thread.
    private @Nullable OutputStream out;
    private long size;
    private long openedAt;
    private boolean failing;
    private long lastMillis = -1;
    private String lastTime = "";

    public AccessLog(AccessLogging settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
        if (settings.enabled()) {
            writer.start();
        }
    }

    public boolean isEnabled() {
        return settings.enabled();
    }

    public void offer(Access access) {
        if (!queue.offer(access)) {
            dropped.increment();
        }
    }

    /** Lines that were lost because the queue was full or the disk refused them. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is queued, at most for two seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Access> batch = new ArrayList<>(BATCH);
        StringBuilder text = new StringBuilder(16_384);
        while (true) {
            batch.clear();
            if (queue.drainTo(batch, BATCH) > 0) {
                write(batch, text);
                continue;
            }
            try {
                if (closing.await(LOOK_MS, TimeUnit.MILLISECONDS) && queue.isEmpty()) {
                    closeFile();
                    return;
                }
            } catch (InterruptedException e) {
                closeFile();
                return;
            }
        }
    }

    private void write(List<Access> batch, StringBuilder text) {
        text.setLength(0);
        for (Access access : batch) {
            line(text, access);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream to = file(bytes.length);
            to.write(bytes);
            to.flush();
            size += bytes.length;
            failing = false;
        } catch (IOException e) {
            dropped.add(batch.size());
            closeFile();
            if (!failing) {
                failing = true;
                log.warn("Cannot write the access log {}: {}", settings.file(), e.toString());
            }
        }
    }

    private OutputStream file(int more) throws IOException {
        long now = clock.millis();
        OutputStream open = out;
        if (open != null
                && size > 0
                && (size + more > settings.maxBytes()
                        || now - openedAt > settings.maxAge().toMillis())) {
            closeFile();
            rotate();
            open = null;
        }
        if (open == null) {
            Path file = settings.file();
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (!Files.exists(file)) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-r-----")));
            }
            open =
                    new BufferedOutputStream(
                            Files.newOutputStream(
                                    file, StandardOpenOption.APPEND, StandardOpenOption.WRITE),
                            65_536);
            out = open;
            size = Files.size(file);
            openedAt = now;
        }
        return open;
    }

    private void rotate() throws IOException {
        if (settings.keep() == 0) {
            Files.deleteIfExists(settings.file());
            return;
        }
        for (int i = settings.keep() - 1; i >= 1; i--) {
            if (Files.exists(numbered(i))) {
                Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(settings.file(), numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int i) {
        return settings.file().resolveSibling(settings.file().getFileName() + "." + i);
    }

    private void closeFile() {
        OutputStream open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("Closing the access log: {}", e.toString());
            }
        }
    }

    private void line(StringBuilder out, Access access) {
        if (access.atMillis() != lastMillis) {
            lastMillis = access.atMillis();
            lastTime = Instant.ofEpochMilli(lastMillis).toString();
        }
        out.append("{\"at\":\"").append(lastTime).append('"');
        text(out, "host", access.host());
        text(out, "route", access.routeId());
        text(out, "release", access.releaseId());
        text(out, "method", access.method());
        path(out, access.target());
        number(out, "status", access.status());
        number(out, "bytesIn", access.bytesIn());
        number(out, "bytesOut", access.bytesOut());
        out.append(",\"ms\":").append(access.micros() / 1_000).append('.');
        long rest = access.micros() % 1_000;
        out.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
        text(out, "upstream", access.upstream());
        text(out, "client", access.client());
        text(out, "protocol", access.protocol());
        out.append(",\"tls\":").append(access.secure());
        text(out, "requestId", access.requestId());
        if (!access.fault().isEmpty()) {
            text(out, "fault", access.fault());
        }
        out.append("}\n");
    }

    private void path(StringBuilder out, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        text(out, "path", path.length() > MOST_TARGET ? path.substring(0, MOST_TARGET) : path);
        if (settings.query() && query >= 0) {
            String rest = target.substring(query + 1);
            text(out, "query", rest.length() > MOST_TARGET ? rest.substring(0, MOST_TARGET) : rest);
        }
    }

    private static void number(StringBuilder out, String name, long value) {
        out.append(",\"").append(name).append("\":").append(value);
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":\"");
        int clean = 0;
        while (clean < value.length() && isClean(value.charAt(clean))) {
            clean++;
        }
        out.append(value, 0, clean);
        for (int i = clean; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) {
                out.append("\\u");
                String hex = Integer.toHexString(c);
                out.repeat('0', 4 - hex.length()).append(hex);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean isClean(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }
}
