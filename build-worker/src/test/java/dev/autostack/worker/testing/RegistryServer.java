package dev.autostack.worker.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A real OCI registry on loopback, in a container of the host's engine. */
public final class RegistryServer implements AutoCloseable {
    private final Path folder;
    private final int port = Ports.free();
    private final String container;
    private boolean isFrozen;

    public RegistryServer(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Path configuration = folder.resolve("registry.yml");
            Files.writeString(
                    configuration,
                    """
                    version: 0.1
                    log: {level: warn}
                    storage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}
                    http: {addr: "127.0.0.1:%d"}
                    """
                            .formatted(folder.resolve("data"), port));
            container =
                    Tool.run(
                            folder,
                            Map.of(),
                            "docker",
                            "run",
                            "--detach",
                            "--network=host",
                            "--volume=" + folder + ":" + folder,
                            "registry:2",
                            configuration.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Ports.awaitListening(port);
    }

    /** host:port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Stops answering, or goes on, without closing a connection. */
    public void freeze(boolean frozen) {
        if (frozen != isFrozen) {
            Tool.run(folder, Map.of(), "docker", frozen ? "pause" : "unpause", container);
            isFrozen = frozen;
        }
    }

    /** True when some blob, unpacked where it is packed, holds these bytes. */
    public boolean stores(String text) {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > 1 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
                bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
            }
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .contains(
                            new String(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a manifest. */
    public void delete(String repository, String digest) {
        int status = manifest("DELETE", repository, digest);
        if (status != 202) {
            throw new AssertionError("the registry did not delete: " + status);
        }
    }

    /** Status of a request for a manifest. */
    public int manifestStatus(String repository, String reference) {
        return manifest("GET", repository, reference);
    }

    private int manifest(String method, String repository, String reference) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://"
                                                            + address()
                                                            + "/v2/"
                                                            + repository
                                                            + "/manifests/"
                                                            + reference))
                                    .header(
                                            "Accept",
                                            "application/vnd.docker.distribution.manifest.v2+json")
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        freeze(false);
        Tool.run(folder, Map.of(), "docker", "rm", "--force", "--volumes", container);
    }
}
