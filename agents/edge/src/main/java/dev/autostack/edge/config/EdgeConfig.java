package dev.autostack.edge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set. {@code dev.autostack.edge.config.Settings} reads it; the commented
 * sample in {@code agents/edge/README.md} lists each key with its default.
 *
 * @param name the edge's own name, shown to people, 1-63 characters
 * @param dataDir holds the credential, the last good route table and the access log
 * @param eventLoops threads that serve requests
 */
public record EdgeConfig(
        String name,
        Path dataDir,
        Listener http,
        @Nullable Tls tls,
        int adminPort,
        @Nullable ControlPlane controlPlane,
        List<Cidr> trustedProxies,
        Limits limits,
        Timeouts timeouts,
        AccessLogging accessLog,
        int eventLoops,
        boolean nativeTransport) {
    public EdgeConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** Port 0 takes any free one. */
    public record Listener(String host, int port) {}

    /**
     * HTTPS with HTTP/2; the two files are PEM.
     *
     * @param reload between two looks at the files; renewed ones serve new connections
     */
    public record Tls(Listener listener, Path certificate, Path key, Duration reload) {}

    /**
     * {@code token} or the first line of {@code tokenFile} is needed once, for the first start;
     * later the credential in the data directory counts. The file may be written after the start.
     */
    public record ControlPlane(URI url, @Nullable String token, @Nullable Path tokenFile) {
        @Override
        public String toString() {
            return "ControlPlane[url=" + url + "]";
        }
    }

    /** Sizes in bytes; {@code connections} counts clients of all listeners together. */
    public record Limits(int connections, int requestLine, int requestHeaders) {}

    /**
     * @param connect to open a connection to an instance
     * @param patience how long a request waits for an instance while all refuse connections
     * @param answer from the end of a request until the head of its answer
     * @param head from an accepted connection until its first whole request head
     * @param keepAlive how long a client's connection may rest between requests
     * @param stall how long a client may neither send nor take a byte that is due
     * @param upstreamIdle how long a connection to an instance may rest before it is closed; below
     *     the 5 s after which Node closes its side
     * @param shutdown how long requests may go on after the process was asked to stop
     * @param report between two reports to the control plane while nothing drains
     */
    public record Timeouts(
            Duration connect,
            Duration patience,
            Duration answer,
            Duration head,
            Duration keepAlive,
            Duration stall,
            Duration upstreamIdle,
            Duration shutdown,
            Duration report) {}

    /** {@code query} true writes the query string too, which may hold secrets of people. */
    public record AccessLogging(
            boolean enabled, boolean query, Path file, long maxBytes, Duration maxAge, int keep) {}
}
