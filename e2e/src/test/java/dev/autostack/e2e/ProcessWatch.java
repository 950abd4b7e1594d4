package dev.autostack.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the machine's processes over and over: at the arguments of all of them, and which of
 * those that the cloud's processes started on the host, outside of containers, are shells.
 */
final class ProcessWatch implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ash", "ksh");

    private final Cloud cloud;
    private final String wanted;
    private final Set<String> arguments = ConcurrentHashMap.newKeySet();
    private final Set<String> shells = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean ends;

    private ProcessWatch(Cloud cloud, String wanted) {
        this.cloud = cloud;
        this.wanted = wanted;
        this.thread = Thread.ofPlatform().name("process-watch").daemon().start(this::run);
    }

    /** Watches for command lines with {@code wanted} in them, and for shells. */
    static ProcessWatch of(Cloud cloud, String wanted) {
        return new ProcessWatch(cloud, wanted);
    }

    /** Command lines with the wanted text. */
    Set<String> arguments() {
        return Set.copyOf(arguments);
    }

    /** Command lines of shells below the cloud's own processes. */
    Set<String> shells() {
        return Set.copyOf(shells);
    }

    private void run() {
        while (!ends) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
                processes.forEach(this::look);
            } catch (IOException e) {
                throw new IllegalStateException("/proc cannot be read", e);
            }
        }
    }

    private void look(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            if (line.isEmpty()) {
                return;
            }
            if (line.contains(wanted)) {
                arguments.add(line.replace('\0', ' '));
            }
            String program = line.split("\0", 2)[0];
            String name = program.substring(program.lastIndexOf('/') + 1);
            if (SHELLS.contains(name) && isOurs(process)) {
                shells.add(line.replace('\0', ' '));
            }
        } catch (IOException | RuntimeException e) {
            // It ended while we looked.
        }
    }

    /** On the host, not in a container, and started by one of the cloud's processes. */
    private boolean isOurs(Path process) throws IOException {
        Path host = Files.readSymbolicLink(PROC.resolve("self/ns/mnt"));
        if (!Files.readSymbolicLink(process.resolve("ns/mnt")).equals(host)) {
            return false;
        }
        Set<Long> own = cloud.pids();
        Optional<ProcessHandle> each =
                ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
        while (each.isPresent()) {
            if (own.contains(each.get().pid())) {
                return true;
            }
            each = each.get().parent();
        }
        return false;
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
