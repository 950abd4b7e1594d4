package dev.autostack.edge.proxy;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What becomes of the client's side when an exchange is over. */
final class ClientSide {
    /** How long a client may go on sending a body that nobody wants any more. */
    private static final long LINGER_MS = 2_000;

    private final ProxyLoop loop;
    private final ClientConnection client;
    private final HttpServerRequest request;

    ClientSide(ProxyLoop loop, ClientConnection client, HttpServerRequest request) {
        this.loop = loop;
        this.client = client;
        this.request = request;
    }

    boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** The client must see that the answer is not whole. */
    void breakOff() {
        if (isHttp2()) {
            request.response().reset(2);
        } else {
            client.cut();
        }
    }

    /** After the answer: the rest of a body that nobody reads, a connection that was to end. */
    void settle(RequestBody body, Answer answer) {
        if (isHttp2()) {
            if (!body.isDone()) {
                request.response().reset(0);
            }
        } else if (body.isDone()) {
            if (answer.isLast()) {
                client.close();
            }
        } else {
            // Closing with unread bytes could destroy the answer on its way: take and drop some.
            body.discard(() -> {
                if (answer.isLast()) {
                    client.close();
                }
            });
            loop.after(
                    LINGER_MS,
                    () -> {
                        if (!body.isDone()) {
                            client.cut();
                        }
                    });
        }
    }
}
