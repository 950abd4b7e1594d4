package dev.autostack.agent.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A registry on loopback, in a container of its own, that asks for a password. */
public final class TestRegistry implements AutoCloseable {
    public static final String USER = "agent";
    public static final String PASSWORD = "pull-password";
    private static final String HASH =
            "$2b$05$UtCyjZDHlGPT6Ag/Z/3tj.CBIXC72y7NFcjkxv3rfDGWMfXcBul6y";

    private final Path folder;
    private final String container;
    private final int port;

    private TestRegistry(Path folder, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = port;
        this.container =
                docker(
                                "run",
                                "--detach",
                                "--network=host",
                                "--volume=" + folder + ":" + folder,
                                "registry:2",
                                folder.resolve("config.yml").toString())
                        .strip();
    }

    public static TestRegistry started(Path folder) throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("passwords"), USER + ":" + HASH + "\n");
        Files.writeString(
                folder.resolve("config.yml"),
                """
                version: 0.1
                storage: {filesystem: {rootdirectory: %1$s/data}}
                http: {addr: "127.0.0.1:%2$d"}
                auth: {htpasswd: {realm: test, path: %1$s/passwords}}
                """
                        .formatted(folder, port));
        var registry = new TestRegistry(folder, port);
        await().atMost(Duration.ofMinutes(2)).until(registry::accepts);
        return registry;
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    /** Pushes a local image and returns its name by digest; the local engine forgets that name. */
    public String push(String image) throws IOException, InterruptedException {
        String tag = host() + "/team/app:1";
        docker("login", "--username", USER, "--password", PASSWORD, host());
        docker("tag", image, tag);
        docker("push", tag);
        String byDigest =
                docker("inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", tag)
                        .lines()
                        .filter(line -> line.startsWith(host() + "/"))
                        .findFirst()
                        .orElseThrow();
        docker("rmi", tag);
        return byDigest;
    }

    /** Drops the name that a pull has left. */
    public void forget(String image) throws IOException, InterruptedException {
        docker("rmi", "--force", image);
    }

    private boolean accepts() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String docker(String... arguments) throws IOException, InterruptedException {
        var command =
                new java.util.ArrayList<>(
                        List.of("docker", "--config", folder.resolve("docker").toString()));
        command.addAll(List.of(arguments));
        Process docker =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("docker.log").toFile())
                        .start();
        String output = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (docker.waitFor() != 0) {
            throw new IOException(
                    String.join(" ", arguments)
                            + ": "
                            + Files.readString(folder.resolve("docker.log")));
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        try {
            docker("rm", "--force", "--volumes", container);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
