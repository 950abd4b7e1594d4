package dev.autostack.worker.source;

import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.GitUrl;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A repository that may be fetched from: its URL, the address that its host resolved to, and the
 * credential if it is for this host.
 */
record Remote(GitUrl url, InetAddress address, @Nullable GitCredential credential) {

    /** Host and port as they stand in the URL. */
    String authority() {
        return url.port() < 0 ? url.host() : url.host() + ":" + url.port();
    }

    boolean hasSameHost(GitUrl other) {
        return url.transport() == other.transport()
                && url.host().equalsIgnoreCase(other.host())
                && url.port() == other.port();
    }

    /** What git is given: the user stays in an ssh URL and is a credential's business elsewhere. */
    String argument() {
        return url.toString();
    }
}
