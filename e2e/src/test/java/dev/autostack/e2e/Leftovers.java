package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * What nobody needs any more and is there all the same: on the host, and in the worker's folders.
 */
final class Leftovers {
    private final Cloud cloud;

    Leftovers(Cloud cloud) {
        this.cloud = cloud;
    }

    /** Waits until there are none; fails with their names. */
    void awaitNone() {
        Awaitility.await("no leftovers")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(find()).isEmpty());
    }

    private List<String> find() throws Exception {
        List<String> found = new ArrayList<>();
        List<String> instances =
                cloud.rows().texts("select id from instance where removed_at is null");
        for (String container : labelled("ps", "-a", "dev.autostack.instance")) {
            if (!instances.contains(container)) {
                found.add("container of instance " + container);
            }
        }
        List<String> environments =
                cloud.rows().texts("select environment_id from instance where removed_at is null");
        for (String network : labelled("network", "ls", "dev.autostack.environment")) {
            if (!environments.contains(network)) {
                found.add("network of environment " + network);
            }
        }
        // Every instance that is not wanted is gone in the books, too.
        cloud.rows()
                .texts("select id from instance where removed_at is null and goal <> 'RUN'")
                .forEach(each -> found.add("row of instance " + each));
        String owner = owner();
        files(cloud.folder().resolve("worker").resolve("work"))
                .forEach(each -> found.add("workspace " + each));
        files(Path.of("/dev/shm", "autostack-" + owner))
                .forEach(each -> found.add("secrets " + each));
        processes(owner).forEach(each -> found.add("process " + each));
        return found;
    }

    /**
     * The label's value of each container or network of this cloud's agent; each once per thing.
     */
    private List<String> labelled(String noun, String verb, String label) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker", noun, verb));
        command.addAll(
                List.of(
                        "--filter",
                        "label=dev.autostack.agent=" + cloud.agentId(),
                        "--format",
                        "{{.Label \"" + label + "\"}}"));
        return Cloud.run(command.toArray(String[]::new))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var list = Files.list(folder)) {
            return list.map(Path::toString).toList();
        }
    }

    /** The worker's mark in the environment of all it starts; its engines stay. */
    private static List<String> processes(String owner) throws IOException {
        String mark = "AUTOSTACK_WORK=" + owner + "/";
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String environment =
                            Files.readString(
                                    process.resolve("environ"), StandardCharsets.ISO_8859_1);
                    if (environment.contains(mark) && !environment.contains(mark + "engine-")) {
                        found.add(
                                Files.readString(
                                                process.resolve("cmdline"),
                                                StandardCharsets.ISO_8859_1)
                                        .replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // It ended while we looked.
                }
            }
        }
        return found;
    }

    /** How the worker names what is its own on the host. */
    private String owner() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(
                                cloud.folder()
                                        .resolve("worker")
                                        .toRealPath()
                                        .toString()
                                        .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 4);
    }
}
