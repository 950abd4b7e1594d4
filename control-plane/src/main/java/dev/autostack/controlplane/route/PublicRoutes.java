package dev.autostack.controlplane.route;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** The addresses of apps as people type them. */
@Singleton
public final class PublicRoutes {
    private static final int HTTP = 80;

    private final int port;

    PublicRoutes(@Value("${autostack.edge.public-port:8480}") int port) {
        this.port = port;
    }

    public String url(String hostName) {
        return "http://" + hostName + (port == HTTP ? "" : ":" + port);
    }
}
