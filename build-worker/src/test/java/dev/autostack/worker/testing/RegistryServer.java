package dev.autostack.worker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real OCI registry on loopback. */
public final class RegistryServer implements AutoCloseable {
    private final int port = Ports.free();
    private final Process process;

    public RegistryServer(Path folder) {
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
            process =
                    Tool.start(
                            folder,
                            folder.resolve("registry.log"),
                            "docker-registry",
                            "serve",
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

    /** Status of a request for a manifest. */
    public int manifestStatus(String repository, String reference) {
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
        Tool.end(process);
    }
}
