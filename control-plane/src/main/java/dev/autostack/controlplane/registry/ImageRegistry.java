package dev.autostack.controlplane.registry;

import dev.autostack.protocol.Digest;
import dev.autostack.protocol.PushTarget;
import dev.autostack.protocol.RegistryLogin;
import io.micronaut.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the images of projects are: names in the registry, logins, and deletion by digest. */
@Singleton
public final class ImageRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRegistry.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final RegistryConfig config;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    ImageRegistry(RegistryConfig config) {
        this.config = config;
    }

    /** Where a worker pushes the image of a deployment; one repository per project. */
    public PushTarget pushTarget(UUID project, int deploymentNumber) {
        return new PushTarget(
                config.address(),
                path(project),
                "d" + deploymentNumber,
                config.username(),
                config.password());
    }

    /** The repository of a project with its registry, {@code host:port/path}. */
    public String repository(UUID project) {
        return config.address() + "/" + path(project);
    }

    private static String path(UUID project) {
        return "autostack/" + project;
    }

    /** How agents pull. */
    public RegistryLogin login() {
        return new RegistryLogin(
                config.address(), config.username(), config.password(), config.plainHttp());
    }

    /**
     * Deletes a manifest; the registry's own collection frees the layers. Safe to repeat. False
     * when the registry does not delete or cannot be reached: try again later.
     *
     * @param repository as of {@link #repository}; of another registry: nothing is deleted
     */
    public boolean delete(String repository, Digest digest) {
        String prefix = config.address() + "/";
        if (!repository.startsWith(prefix)) {
            return false;
        }
        URI uri =
                URI.create(
                        (config.plainHttp() ? "http://" : "https://")
                                + prefix
                                + "v2/"
                                + repository.substring(prefix.length())
                                + "/manifests/"
                                + digest);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(DEADLINE).DELETE();
        if (config.username() != null && config.password() != null) {
            byte[] login =
                    (config.username() + ":" + config.password()).getBytes(StandardCharsets.UTF_8);
            request.header(
                    HttpHeaders.AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(login));
        }
        try {
            int status =
                    http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 || status == 404;
        } catch (IOException e) {
            LOG.warn("registry not reached to delete {}@{}: {}", repository, digest, e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
