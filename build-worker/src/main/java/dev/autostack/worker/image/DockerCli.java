package dev.autostack.worker.image;

import dev.autostack.worker.process.Command;
import dev.autostack.worker.process.Exit;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker command line client that can build with BuildKit. {@code configuration} is its folder
 * for config.json: ours, so that nobody's login or proxy setting leaks in.
 */
public record DockerCli(Path program, Kind kind, Path configuration) {
    private static final Logger LOG = LoggerFactory.getLogger(DockerCli.class);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    /** Up to this major version the client itself speaks BuildKit; later ones need buildx. */
    private static final int LAST_WITH_BUILDKIT = 22;

    private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.");

    /** How BuildKit is reached. */
    public enum Kind {
        /** {@code docker buildx build}. */
        BUILDX,

        /** {@code DOCKER_BUILDKIT=1 docker build}. */
        BUILT_IN
    }

    /**
     * Looks for a client, best first: one with buildx, then one with BuildKit inside.
     *
     * @param configured the operator's choice, or null to look through the usual folders
     * @return null when none can
     */
    public static @Nullable DockerCli find(
            Processes processes, @Nullable Path configured, Path configuration) {
        List<Path> candidates = configured == null ? Programs.all("docker") : List.of(configured);
        DockerCli builtIn = null;
        for (Path candidate : candidates) {
            DockerCli buildx = new DockerCli(candidate, Kind.BUILDX, configuration);
            if (buildx.succeeds(processes, "buildx", "version")) {
                return buildx;
            }
            if (builtIn == null
                    && majorVersion(processes, candidate, configuration) <= LAST_WITH_BUILDKIT) {
                builtIn = new DockerCli(candidate, Kind.BUILT_IN, configuration);
            }
        }
        return builtIn;
    }

    private boolean succeeds(Processes processes, String... arguments) {
        try {
            return processes
                    .run(command(null, List.of(arguments)), "probe", (_, _) -> {}, PROBE_LIMIT)
                    .succeeded();
        } catch (java.io.UncheckedIOException e) {
            LOG.warn("{} cannot be run", program, e);
            return false;
        }
    }

    private static int majorVersion(Processes processes, Path program, Path configuration) {
        DockerCli cli = new DockerCli(program, Kind.BUILT_IN, configuration);
        List<String> lines = new ArrayList<>();
        try {
            Exit exit =
                    processes.run(
                            cli.command(null, List.of("--version")),
                            "probe",
                            (_, line) -> lines.add(line),
                            PROBE_LIMIT);
            Matcher version = VERSION.matcher(String.join("\n", lines));
            return exit.succeeded() && version.find()
                    ? Integer.parseInt(version.group(1))
                    : Integer.MAX_VALUE;
        } catch (java.io.UncheckedIOException e) {
            return Integer.MAX_VALUE;
        }
    }

    /**
     * @param socket of the engine, null for commands that need none
     */
    Command command(@Nullable Path socket, List<String> arguments) {
        List<String> all = new ArrayList<>();
        all.add(program.toString());
        if (socket != null) {
            all.add("--host");
            all.add("unix://" + socket);
        }
        all.addAll(arguments);
        Path folder = Files.isDirectory(configuration) ? configuration : Path.of("/");
        return new Command(all, folder, environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Processes.plainEnvironment());
        environment.put("HOME", configuration.toString());
        environment.put("DOCKER_CONFIG", configuration.toString());
        environment.put("BUILDX_CONFIG", configuration.resolve("buildx").toString());
        environment.put("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        environment.put("DOCKER_BUILDKIT", "1");
        environment.put("DOCKER_CLI_HINTS", "false");
        environment.put("NO_COLOR", "1");
        return environment;
    }
}
