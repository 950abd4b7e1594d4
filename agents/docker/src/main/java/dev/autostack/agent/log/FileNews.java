package dev.autostack.agent.log;

import dev.autostack.agent.signal.Signal;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells readers when their log file grew, by inotify: one thread for all. Where no watch can be had
 * (fs.inotify limits), readers look by themselves every few milliseconds.
 */
final class FileNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileNews.class);

    /** News within this time are told once: a busy log needs no wake-up for each line. */
    private static final Duration TOGETHER = Duration.ofMillis(2);

    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(1);
    private static final Duration LOOK_WITHOUT_WATCH = Duration.ofMillis(20);

    private final @Nullable WatchService service;
    private final Map<WatchKey, Signal> signals = new ConcurrentHashMap<>();

    FileNews() {
        this.service = open();
        if (service != null) {
            Thread.ofVirtual().name("log files").start(this::run);
        }
    }

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.warn("log files are polled: {}", e.getMessage());
            return null;
        }
    }

    Subscription subscribe(Path file) {
        var signal = new Signal();
        WatchKey key = null;
        try {
            if (service != null) {
                key =
                        Objects.requireNonNull(file.getParent())
                                .register(
                                        service,
                                        StandardWatchEventKinds.ENTRY_MODIFY,
                                        StandardWatchEventKinds.ENTRY_CREATE);
                signals.put(key, signal);
            }
        } catch (IOException e) {
            LOG.warn("{} is polled: {}", file, e.getMessage());
        }
        return new Subscription(signal, key);
    }

    private void run() {
        try {
            while (service != null) {
                for (WatchKey key = service.take(); key != null; key = service.poll()) {
                    key.pollEvents();
                    key.reset();
                    Signal signal = signals.get(key);
                    if (signal != null) {
                        signal.give();
                    }
                }
                Thread.sleep(TOGETHER);
            }
        } catch (ClosedWatchServiceException | InterruptedException _) {
            // Closed.
        }
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** One reader's news. */
    final class Subscription implements AutoCloseable {
        private final Signal signal;
        private final @Nullable WatchKey key;

        private Subscription(Signal signal, @Nullable WatchKey key) {
            this.signal = signal;
            this.key = key;
        }

        /** Returns after news (true), or sooner than {@code longest}. */
        boolean await(Duration longest) throws InterruptedException {
            Duration most = key == null ? LOOK_WITHOUT_WATCH : LOOK_ANYWAY;
            return signal.await(longest.compareTo(most) < 0 ? longest : most);
        }

        void wake() {
            signal.give();
        }

        @Override
        public void close() {
            if (key != null) {
                signals.remove(key);
                key.cancel();
            }
        }
    }
}
