package dev.autostack.controlplane.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;

/** Who waits for the answer to a request, perhaps for long. */
public final class Caller {
    private Caller() {}

    /**
     * False once the connection of the request is closed: an answer would reach nobody. True as
     * long as nothing is known, and where there is no connection of ours, as behind a gateway.
     */
    public static boolean isThere(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        return !(inner instanceof NettyHttpRequest<?> netty)
                || netty.getChannelHandlerContext().channel().isActive();
    }
}
