package dev.autostack.edge.proxy;

import dev.autostack.protocol.EdgeHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The app's answer on its way to the client, at the pace of the client. */
final class Answer {
    private static final AsciiString RELEASE = AsciiString.cached(EdgeHeaders.RELEASE);
    private static final AsciiString DIGEST = AsciiString.cached(EdgeHeaders.DIGEST);
    private static final AsciiString CLOSE = AsciiString.cached("close");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final boolean http2;
    private int status;
    private boolean eventStream;
    private boolean last;
    private boolean full;
    private long fullSince;
    private long bytes;
    private @Nullable ByteBuf pending;
    private @Nullable UpstreamConnection from;

    Answer(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
        this.http2 = request.version() == HttpVersion.HTTP_2;
    }

    int status() {
        return status;
    }

    void status(int made) {
        status = made;
    }

    long bytes() {
        return bytes;
    }

    boolean isEventStream() {
        return eventStream;
    }

    /** Whether the client was told, or has to learn, that the connection ends with this answer. */
    boolean isLast() {
        return last;
    }

    void makeLast() {
        last = true;
    }

    /**
     * Takes the head over; nothing is sent yet.
     *
     * @throws IllegalArgumentException when a field is not valid; the answer is then clean again
     */
    void head(HttpResponse head, ServedTarget target, UpstreamConnection connection, String date) {
        from = connection;
        status = head.status().code();
        HttpHeaders fields = head.headers();
        MultiMap out = fields(head, target);
        boolean noBody = request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
        response.setStatusCode(status);
        String reason = head.status().reasonPhrase();
        if (!http2 && !HttpResponseStatus.valueOf(status).reasonPhrase().equals(reason)) {
            response.setStatusMessage(reason);
        }
        if (status == 204) {
            out.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        if (!noBody && !out.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                // Only the end of the connection can end a body of unknown length there.
                last = true;
                response.headersEndHandler(v -> out.set(HttpHeaderNames.CONNECTION, CLOSE));
            } else {
                response.setChunked(true);
            }
        }
        if (last && !http2) {
            out.set(HttpHeaderNames.CONNECTION, CLOSE);
        }
        if (!out.contains(HttpHeaderNames.DATE)) {
            out.add(HttpHeaderNames.DATE, date);
        }
        String type = fields.get(HttpHeaderNames.CONTENT_TYPE);
        eventStream = !noBody && type != null && type.startsWith("text/event-stream");
    }

    /** Early hints (103); only HTTP/2 clients get them. */
    void hints(HttpResponse interim) {
        if (!http2 || response.headWritten()) {
            return;
        }
        MultiMap hints = MultiMap.caseInsensitiveMultiMap();
        interim.headers()
                .forEach(field -> {
                    if (!HeaderRules.isKeptFromClient(field.getKey())) {
                        hints.add(field.getKey(), field.getValue());
                    }
                });
        response.writeEarlyHints(hints);
    }

    /** The head of a 101. */
    void upgrade(HttpResponse head, ServedTarget target) {
        status = 101;
        MultiMap out = fields(head, target);
        out.set(HttpHeaderNames.UPGRADE, "websocket");
        out.set(HttpHeaderNames.CONNECTION, "Upgrade");
    }

    private MultiMap fields(HttpResponse head, ServedTarget target) {
        MultiMap out = response.headers();
        HttpHeaders fields = head.headers();
        List<String> nominated = HeaderRules.nominated(fields.get(HttpHeaderNames.CONNECTION));
        try {
            Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence();
            while (all.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = all.next();
                CharSequence name = field.getKey();
                if (!HeaderRules.isKeptFromClient(name) && !HeaderRules.isIn(nominated, name)) {
                    out.add(name, field.getValue());
                }
            }
        } catch (IllegalArgumentException e) {
            out.clear();
            throw e;
        }
        out.add(RELEASE, target.releaseId());
        out.add(DIGEST, target.digest());
        return out;
    }

    /** Holds the newest bytes back until more, a pause or the end: a short answer is one write. */
    void body(ByteBuf more) {
        bytes += more.readableBytes();
        writePending();
        pending = more;
    }

    private void writePending() {
        ByteBuf data = pending;
        if (data == null) {
            return;
        }
        pending = null;
        // Vert.x never releases bytes that are not its own: they are ours until it has done.
        response.write(BufferInternal.buffer(data)).onComplete(done -> data.release());
        UpstreamConnection connection = from;
        if (!full && connection != null && response.writeQueueFull()) {
            full = true;
            fullSince = System.nanoTime();
            connection.reading(false);
            response.drainHandler(v -> drained());
        }
    }

    private void drained() {
        full = false;
        if (from != null) {
            from.reading(true);
        }
    }

    /** For now there is no more: what is here goes out, at least the head. */
    void pause() {
        if (pending != null) {
            writePending();
        } else if (!response.headWritten() && response.isChunked()) {
            // An event stream may say nothing for long; its reader wants the head at once.
            response.writeHead();
        }
    }

    void end(@Nullable HttpHeaders trailers) {
        from = null;
        if (trailers != null && !trailers.isEmpty() && (http2 || response.isChunked())) {
            trailers.forEach(field -> {
                if (HeaderRules.isTrailer(field.getKey())) {
                    response.putTrailer(field.getKey(), field.getValue());
                }
            });
        }
        ByteBuf data = pending;
        pending = null;
        if (data == null) {
            response.end();
        } else {
            response.end(BufferInternal.buffer(data)).onComplete(done -> data.release());
        }
    }

    /** Nothing more is sent of it. */
    void drop() {
        from = null;
        ByteBuf data = pending;
        pending = null;
        if (data != null) {
            data.release();
        }
    }

    /** Whether the client has refused bytes for so long. */
    boolean isStalled(long now, long stallNanos) {
        return full && now - fullSince > stallNanos;
    }
}
