package dev.autostack.edge.proxy;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The one place that reaches through Vert.x to the channel. Its own {@code close} first flushes
 * what is queued, which a client that reads nothing can hold off for ever.
 */
final class Wire {
    private Wire() {}

    static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            var _ = base.channel().close();
        } else {
            connection.close();
        }
    }

    static void cut(NetSocket socket) {
        if (socket instanceof ConnectionBase base) {
            var _ = base.channel().close();
        } else {
            socket.close();
        }
    }
}
