package dev.autostack.edge.proxy;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Answers bytes that are no request, and ends their connection. */
final class InvalidRequest {
    private InvalidRequest() {}

    static void answer(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        EdgePage page =
                switch (cause) {
                    case TooLongHttpLineException e ->
                            EdgePage.badRequest(
                                    414, "edge_bad_request", "The request line is too long.");
                    case TooLongHttpHeaderException e ->
                            EdgePage.badRequest(
                                    431, "edge_bad_request", "The header fields are too large.");
                    case null, default ->
                            EdgePage.badRequest(
                                    400, "edge_bad_request", "This is not a valid HTTP request.");
                };
        page.send(request, null, true);
        request.connection().close();
    }
}
