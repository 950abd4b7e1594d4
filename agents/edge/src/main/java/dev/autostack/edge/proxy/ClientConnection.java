package dev.autostack.edge.proxy;

import dev.autostack.edge.config.Cidr;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;

/** One connection of a client, and since when it has nothing to do. */
final class ClientConnection {
    private final HttpConnection connection;
    private final String address;
    private final String forwardedFor;
    private final boolean trusted;
    private final boolean secure;
    private int active;
    private long restingSince;
    private boolean served;
    private boolean closing;

    ClientConnection(HttpConnection connection, List<Cidr> trustedProxies, long now) {
        this.connection = connection;
        SocketAddress remote = connection.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        int zone = host == null ? -1 : host.indexOf('%');
        this.address = host == null ? "unknown" : zone < 0 ? host : host.substring(0, zone);
        this.forwardedFor = address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
        this.trusted = host != null && isTrusted(address, trustedProxies);
        this.secure = connection.isSsl();
        this.restingSince = now;
    }

    private static boolean isTrusted(String address, List<Cidr> proxies) {
        if (proxies.isEmpty()) {
            return false;
        }
        InetAddress peer = InetAddress.ofLiteral(address);
        return proxies.stream().anyMatch(cidr -> cidr.contains(peer));
    }

    /** The peer's IP address in text. */
    String address() {
        return address;
    }

    /** The address as a {@code for=} value of RFC 7239. */
    String forwardedFor() {
        return forwardedFor;
    }

    /** Whether its word about earlier hops counts. */
    boolean isTrusted() {
        return trusted;
    }

    boolean isSecure() {
        return secure;
    }

    void begin() {
        active++;
        served = true;
    }

    void end(long now) {
        active--;
        restingSince = now;
    }

    /**
     * Whether it rested longer than allowed. Time counts from the end of the last answer to the
     * whole next request head, so that a client that trickles bytes is caught, too.
     */
    boolean isOverdue(long now, long headNanos, long keepAliveNanos) {
        return active == 0 && now - restingSince > (served ? keepAliveNanos : headNanos);
    }

    /** After what is written has been sent. */
    void close() {
        if (!closing) {
            closing = true;
            connection.close();
        }
    }

    /** At once, whatever is still waiting to be sent. */
    void cut() {
        Wire.cut(connection);
    }
}
