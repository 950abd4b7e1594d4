package dev.autostack.controlplane.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where people reach the control plane: configuration ({@code autostack.public-url}), never a
 * header of a request. Absent: {@code http://localhost:<port>}, for one machine.
 */
@Singleton
public final class PublicUrl {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final @Nullable URI configured;
    private final Provider<EmbeddedServer> server;

    PublicUrl(
            @Property(name = "autostack.public-url") @Nullable String configured,
            Provider<EmbeddedServer> server) {
        this.configured = configured == null ? null : checked(configured);
        this.server = server;
    }

    /** Without a slash at its end. */
    public URI base() {
        return configured != null
                ? configured
                : URI.create("http://localhost:" + server.get().getPort());
    }

    public boolean secure() {
        return "https".equals(base().getScheme());
    }

    /**
     * True when an {@code Origin} header names this site. The loopback spellings of one port are
     * one site: they are the same machine and the same user.
     */
    public boolean isOrigin(String origin) {
        URI base = base();
        String text = origin.toLowerCase(Locale.ROOT);
        if (text.equals(origin(base.getScheme(), base.getHost(), base.getPort()))) {
            return true;
        }
        return LOOPBACK.contains(base.getHost())
                && LOOPBACK.stream()
                        .anyMatch(host ->
                                text.equals(origin(base.getScheme(), host, base.getPort())));
    }

    private static String origin(String scheme, String host, int port) {
        return scheme + "://" + host + (port < 0 ? "" : ":" + port);
    }

    private static URI checked(String text) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || !uri.getPath().isEmpty() || uri.getQuery() != null) {
            throw new IllegalArgumentException(
                    "autostack.public-url must look like https://autostack.example.com, not "
                            + text);
        }
        return URI.create(uri.toString().toLowerCase(Locale.ROOT));
    }
}
