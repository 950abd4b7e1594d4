package dev.autostack.controlplane.project;

import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.HostName;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.Slug;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names and URLs under which apps are reached: {@code <project>.<base domain>} for production,
 * {@code <environment>--<project>.<base domain>} for others. Scheme and port are those people use
 * ({@code autostack.edge.public-scheme}, {@code autostack.edge.public-port}), by default those of
 * {@code autostack.edge.entrance}.
 */
@Singleton
public final class AppUrls {
    private static final int LONGEST_LABEL = 63;

    private final HostName baseDomain;
    private final String scheme;
    private final int port;

    AppUrls(
            @Property(name = "autostack.base-domain", defaultValue = "localhost") String baseDomain,
            @Property(name = "autostack.edge.entrance", defaultValue = "http://127.0.0.1:8480")
                    String entrance,
            @Property(name = "autostack.edge.public-scheme") @Nullable String scheme,
            @Property(name = "autostack.edge.public-port") @Nullable Integer port) {
        URI uri = URI.create(entrance);
        this.baseDomain = HostName.parse(baseDomain.toLowerCase(Locale.ROOT));
        this.scheme = scheme == null ? uri.getScheme() : scheme;
        this.port = port == null ? uri.getPort() : port;
    }

    /** The host name of an environment that is not production, or of production. */
    HostName hostName(Slug project, Slug environment, EnvironmentKind kind) {
        String label =
                kind == EnvironmentKind.PRODUCTION
                        ? project.value()
                        : environment.value() + "--" + project.value();
        if (label.length() > LONGEST_LABEL) {
            throw Refusal.invalid(
                    "name",
                    "The environment's name and the project's name together are longer than the 61 characters that fit into a host name.");
        }
        try {
            return HostName.parse(label + "." + baseDomain);
        } catch (InvalidValue e) {
            throw Refusal.invalid("name", "The host name " + label + " is too long.");
        }
    }

    /** Where people open it, without a slash at its end. */
    public String of(String hostName) {
        boolean usual =
                port < 0
                        || (scheme.equals("http") && port == 80)
                        || (scheme.equals("https") && port == 443);
        return scheme + "://" + hostName + (usual ? "" : ":" + port);
    }
}
