package dev.autostack.worker.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes: the one class of the worker that does. Each gets a session and process group of
 * its own, an environment with nothing in it but what the {@link Command} says, no standard input,
 * and dies with the worker. Where processors are short it comes after the apps and the control
 * plane of the same machine (POSIX nice 10).
 *
 * <p>Each process and all its descendants carry {@value #MARK} in their environment, so that those
 * that left the group (a double fork, a new session) are found and killed too, also by the next
 * worker after this one was killed.
 */
public final class Processes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Processes.class);

    static final String MARK = "AUTOSTACK_WORK";

    private static final Path PROC = Path.of("/proc");
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Duration KILL_ALL_LIMIT = Duration.ofSeconds(5);

    private final String owner;

    /** A client is of no use without us; a daemon is asked to tidy up. */
    private final List<String> clientPrefix = prefix("KILL");

    private final List<String> daemonPrefix = prefix("TERM");

    /**
     * Linux sends the parent-death signal when the <em>thread</em> that forked ends: all forks
     * happen on this one, which lives as long as the worker.
     */
    private final ExecutorService starter =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("process-starter").daemon().factory());

    /**
     * @param owner tells the processes of this worker from those of others on the host; the same
     *     after a restart; letters, digits and hyphens
     */
    public Processes(String owner) {
        this.owner = owner;
    }

    private static List<String> prefix(String atOurDeath) {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            words.addAll(List.of(NICE.toString(), "-n", "10"));
        }
        if (Files.isExecutable(SETPRIV) && Files.isDirectory(PROC)) {
            words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", atOurDeath, "--"));
        }
        if (Files.isExecutable(SETSID)) {
            words.add(SETSID.toString());
        }
        return List.copyOf(words);
    }

    /**
     * Starts a process.
     *
     * @param work names what it is done for, so that {@link #killAll} finds it
     * @throws UncheckedIOException when the program cannot be started
     */
    public RunningProcess start(Command command, String work, OutputSink sink) {
        return start(command.behind(clientPrefix), work, sink, command);
    }

    /** The same for a process that outlives the call and ends itself when told to. */
    public RunningProcess startDaemon(Command command, String work, OutputSink sink) {
        return start(command.behind(daemonPrefix), work, sink, command);
    }

    private RunningProcess start(Command whole, String work, OutputSink sink, Command command) {
        Future<Process> started = starter.submit(() -> builder(whole, work).start());
        try {
            return new RunningProcess(started.get(), sink);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(command + " could not be started", io);
            }
            throw new IllegalStateException(command + " could not be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + command, e);
        }
    }

    /** Starts a process, takes its output and waits for it. */
    public Exit run(Command command, String work, OutputSink sink, Duration limit) {
        return start(command, work, sink).await(limit);
    }

    private ProcessBuilder builder(Command command, String work) {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.directory(command.directory().toFile());
        builder.redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(command.environment());
        environment.put(MARK, owner + "/" + work + "/");
        return builder;
    }

    /** Kills every process that was started for {@code work}, wherever it moved to. */
    public void killAll(String work) {
        killMarked(owner + "/" + work + "/");
    }

    /** Kills every process of this owner, also those a dead worker left behind. */
    public void killAll() {
        killMarked(owner + "/");
    }

    /** Kills the processes of a control group, which are a build's and nobody else's. */
    public void killGroup(Set<Long> pids) {
        pids.forEach(pid -> Signals.process(pid, Signals.KILL));
    }

    private void killMarked(String mark) {
        long end = System.nanoTime() + KILL_ALL_LIMIT.toNanos();
        List<Long> left = marked(mark);
        while (!left.isEmpty() && System.nanoTime() < end) {
            LOG.debug("killing {} left-over processes of {}", left.size(), mark);
            left.forEach(pid -> Signals.process(pid, Signals.KILL));
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = marked(mark);
        }
        if (!left.isEmpty()) {
            LOG.warn("processes {} of {} do not die", left, mark);
        }
    }

    /** The living processes whose work begins with {@code mark}; empty where there is no /proc. */
    List<Long> marked(String mark) {
        String entry = MARK + "=" + mark;
        List<Long> found = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != own && environmentHas(process, entry)) {
                    found.add(pid);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/proc cannot be read", e);
        }
        return found;
    }

    private static boolean environmentHas(Path process, String entry) {
        try {
            String environment =
                    Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.startsWith(entry) || environment.contains("\0" + entry);
        } catch (IOException e) {
            // Ended meanwhile, or another user's.
            return false;
        }
    }

    /** What every program may know: a path to find its parts, UTF-8, no colours. */
    public static Map<String, String> plainEnvironment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        return environment;
    }

    /** Starts nothing more. Does not kill: each piece of work is ended by its owner. */
    @Override
    public void close() {
        starter.shutdown();
    }
}
