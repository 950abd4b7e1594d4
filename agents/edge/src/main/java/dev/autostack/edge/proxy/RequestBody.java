package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a request on its way to the app, never more of it in memory than sockets hold. */
final class RequestBody {
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final ByteBuf CRLF = constant("\r\n");

    /** A client that asked to be told to go on is told so after this time whatever the app says. */
    private static final long CONTINUE_NANOS = 1_000_000_000L;

    /** How much of a body that nobody wants is taken to save the connection. */
    private static final long MOST_DISCARDED = 262_144;

    private final HttpServerRequest request;
    private RequestTarget.Body kind;
    private @Nullable Buffer first;
    private boolean endedEarly;
    private boolean done;
    private boolean started;
    private boolean paused;
    private boolean awaitingContinue;
    private boolean unwanted;
    private long since;
    private long bytes;
    private long discarded;
    private @Nullable UpstreamConnection to;

    RequestBody(HttpServerRequest request, RequestTarget.Body kind) {
        this.request = request;
        this.kind = kind;
        this.done = kind == RequestTarget.Body.NONE;
    }

    private static ByteBuf constant(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(ascii.length).writeBytes(ascii).asReadOnly());
    }

    /** Keeps the body back until there is a connection for it, then calls {@code ready}. */
    void hold(ProxyLoop loop, Runnable ready) {
        switch (kind) {
            case NONE -> ready.run();
            case LENGTH, CHUNKED -> {
                request.pause();
                ready.run();
            }
            case UNKNOWN -> {
                request.handler(this::peeked);
                request.endHandler(v -> endedEarly = true);
                // The end of an HTTP/2 request without a body comes right behind its head.
                loop.later(() -> {
                    decideKind();
                    ready.run();
                });
            }
        }
    }

    private void peeked(Buffer buffer) {
        request.pause();
        Buffer before = first;
        first = before == null ? buffer : Buffer.buffer().appendBuffer(before).appendBuffer(buffer);
    }

    private void decideKind() {
        if (endedEarly && first == null) {
            kind = RequestTarget.Body.NONE;
            done = true;
        } else {
            kind = RequestTarget.Body.CHUNKED;
            if (!endedEarly) {
                request.pause();
            }
        }
    }

    boolean isNone() {
        return kind == RequestTarget.Body.NONE;
    }

    boolean isChunked() {
        return kind == RequestTarget.Body.CHUNKED;
    }

    /** Whether all of it is with the app, or dropped. */
    boolean isDone() {
        return done;
    }

    long bytes() {
        return bytes;
    }

    boolean expectsContinue() {
        String expect = request.getHeader(HttpHeaderNames.EXPECT);
        return !done
                && first == null
                && expect != null
                && expect.equalsIgnoreCase("100-continue")
                && request.version() != HttpVersion.HTTP_1_0;
    }

    /** The head is sent; the body follows now, or when the app or a second has said so. */
    void follow(UpstreamConnection connection, boolean waitForContinue) {
        to = connection;
        since = System.nanoTime();
        if (done) {
            return;
        }
        if (waitForContinue) {
            awaitingContinue = true;
        } else {
            start();
        }
    }

    /** The client is told to send its body, if it waits for that. */
    void goOn() {
        if (awaitingContinue) {
            awaitingContinue = false;
            request.response().writeContinue();
            start();
        }
    }

    private void start() {
        started = true;
        since = System.nanoTime();
        Buffer peeked = first;
        first = null;
        if (peeked != null) {
            send(peeked);
        }
        if (endedEarly) {
            ended();
            return;
        }
        request.handler(this::send);
        request.endHandler(v -> ended());
        if (!paused) {
            request.resume();
        }
    }

    private void send(Buffer buffer) {
        ByteBuf data = ((BufferInternal) buffer).getByteBuf();
        int length = data.readableBytes();
        UpstreamConnection connection = to;
        if (length == 0 || connection == null) {
            return;
        }
        bytes += length;
        since = System.nanoTime();
        if (kind == RequestTarget.Body.CHUNKED) {
            ByteBuf size = connection.channel().alloc().ioBuffer(12);
            ByteBufUtil.writeAscii(size, Integer.toHexString(length));
            ByteBufUtil.writeShortBE(size, '\r' << 8 | '\n');
            connection.write(size);
            connection.write(data);
            connection.write(CRLF.duplicate());
        } else {
            connection.write(data);
        }
        connection.flush();
        if (!connection.isWritable() && !paused) {
            paused = true;
            request.pause();
        }
    }

    private void ended() {
        UpstreamConnection connection = to;
        done = true;
        since = System.nanoTime();
        if (connection != null && kind == RequestTarget.Body.CHUNKED) {
            connection.write(LAST_CHUNK.duplicate());
            connection.flush();
        }
    }

    /** The app takes bytes again. */
    void writable() {
        if (paused) {
            paused = false;
            since = System.nanoTime();
            request.resume();
        }
    }

    /** The app gets no more of it. */
    void stop() {
        to = null;
        awaitingContinue = false;
    }

    /**
     * Whether the rest of it is so small that taking and dropping it is cheaper for both sides than
     * a new connection. Not when the client still waits to be told to send it.
     */
    boolean isWorthDiscarding() {
        if (done) {
            return true;
        }
        if (kind != RequestTarget.Body.LENGTH || (!started && expectsContinue())) {
            return false;
        }
        try {
            return Long.parseLong(request.getHeader(HttpHeaderNames.CONTENT_LENGTH)) - bytes
                    <= MOST_DISCARDED;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Takes and drops the rest of it, up to a limit; {@code then} is called at its end or there.
     */
    void discard(Runnable then) {
        stop();
        if (done || unwanted) {
            return;
        }
        unwanted = true;
        request.handler(buffer -> {
            discarded += buffer.length();
            if (discarded > MOST_DISCARDED && !done) {
                done = true;
                then.run();
            }
        });
        request.endHandler(v -> {
            if (!done) {
                done = true;
                then.run();
            }
        });
        request.resume();
    }

    /** Since when nothing moved: the end of the body, or the last bytes of it. */
    long since() {
        return since;
    }

    /** Whether the next bytes are the client's to send. */
    boolean isClientsTurn() {
        return started && !done && !paused;
    }

    /** Whether the next bytes are the app's to take. */
    boolean isAppsTurn() {
        return paused && !done;
    }

    void check(long now) {
        if (awaitingContinue && now - since > CONTINUE_NANOS) {
            goOn();
        }
    }
}
