package dev.autostack.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A Docker Engine of the scenario's own, with its own containerd, disk and bridge, that it may
 * restart as an administrator would. It leaves the machine's iptables alone.
 */
final class SecondEngine {
    private final Path folder;
    private final String bridge;
    private final RunningProcess containerd;
    private final RunningProcess dockerd;

    private SecondEngine(Path folder, boolean liveRestore) throws Exception {
        this.folder = folder;
        this.bridge = "ase2e" + Long.toString(ProcessHandle.current().pid() % 100_000, 36);
        Path settings = folder.resolve("containerd.toml");
        Files.writeString(
                settings,
                """
                version = 2
                root = "%1$s/containerd"
                state = "%1$s/containerd-run"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                  address = "%1$s/containerd.sock"
                """
                        .formatted(folder));
        this.containerd =
                new RunningProcess(
                        "containerd",
                        List.of("containerd", "--config", settings.toString()),
                        Map.of(),
                        folder.resolve("containerd.log"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "dockerd",
                                "--containerd=" + folder.resolve("containerd.sock"),
                                "--data-root=" + folder.resolve("data"),
                                "--exec-root=" + folder.resolve("run"),
                                "--pidfile=" + folder.resolve("dockerd.pid"),
                                "--host=unix://" + socket(),
                                "--bridge=" + bridge,
                                "--iptables=false",
                                "--ip6tables=false",
                                "--ip-masq=false",
                                // Without iptables the proxy alone publishes ports.
                                "--userland-proxy=true"));
        if (liveRestore) {
            command.add("--live-restore");
        }
        this.dockerd =
                new RunningProcess("dockerd", command, Map.of(), folder.resolve("dockerd.log"));
    }

    /** Starts one; it answers when this returns. */
    static SecondEngine start(boolean liveRestore) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "autostack-e2e-engine-");
        var engine = new SecondEngine(folder, liveRestore);
        try {
            engine.start();
            return engine;
        } catch (Throwable failure) {
            engine.close();
            throw failure;
        }
    }

    private void start() throws Exception {
        Cloud.run("ip", "link", "add", bridge, "type", "bridge");
        Cloud.run("ip", "address", "add", "198.51.100.1/24", "dev", bridge);
        Cloud.run("ip", "link", "set", bridge, "up");
        containerd.start();
        Awaitility.await("containerd")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(folder.resolve("containerd.sock")));
        dockerd.start();
        awaitAnswer();
    }

    Path socket() {
        return folder.resolve("docker.sock");
    }

    /** Ends it as its supervisor does and starts it again. */
    void restart() throws Exception {
        dockerd.stop();
        dockerd.start();
        awaitAnswer();
    }

    private void awaitAnswer() {
        Awaitility.await("the second engine")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() ->
                        docker("version", "--format", "{{.Server.Version}}")
                                .matches("[0-9].*\\s*"));
    }

    private String docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "--host", "unix://" + socket()));
        command.addAll(List.of(arguments));
        return Cloud.run(command.toArray(String[]::new));
    }

    /** Removes its containers, ends it and takes down what was set up for it. */
    void close() throws Exception {
        List<String> containers =
                docker("ps", "-aq").lines().filter(line -> !line.isBlank()).toList();
        for (String container : containers) {
            docker("rm", "-f", "-v", container);
        }
        for (String network :
                docker("network", "ls", "-q", "--filter", "type=custom")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList()) {
            docker("network", "rm", network);
        }
        dockerd.stop();
        containerd.stop();
        Cloud.run("ip", "link", "delete", bridge);
        // With live restore it leaves its own folder mounted on itself.
        Cloud.run("umount", folder.resolve("data").toString());
        Cloud.run("rm", "-rf", "--one-file-system", folder.toString());
    }
}
