package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded connection: bytes in both directions until one side ends or the drain deadline does.
 */
final class Tunnel implements UpstreamConnection.RawListener {
    /** 1001, "going away". */
    private static final byte[] CLOSE_TO_CLIENT = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

    /** The same, masked with zeros as a client must mask. */
    private static final byte[] CLOSE_TO_APP = {
        (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe9
    };

    private static final long GOODBYE_NANOS = 2_000_000_000L;

    private enum State {
        OPENING,
        OPEN,
        /** A close frame is due as soon as a frame ends. */
        LEAVING,
        /** The close frame is sent; the client's is awaited. */
        GOODBYE,
        CLOSED
    }

    private final Exchange exchange;
    private final UpstreamConnection upstream;
    private final FrameTracker toClient = new FrameTracker();
    private final FrameTracker toApp = new FrameTracker();
    private final Deque<ByteBuf> early = new ArrayDeque<>();
    private @Nullable NetSocket client;
    private State state = State.OPENING;
    private boolean clientFull;
    private boolean appFull;
    private long stalledSince;
    private long leaveBy;
    private long bytesIn;
    private long bytesOut;

    Tunnel(Exchange exchange, UpstreamConnection upstream) {
        this.exchange = exchange;
        this.upstream = upstream;
    }

    /** Whether a request without a body asks for a WebSocket. */
    static boolean isAskedFor(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 || !request.method().equals(HttpMethod.GET)) {
            return false;
        }
        MultiMap headers = request.headers();
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        return upgrade != null
                && upgrade.equalsIgnoreCase("websocket")
                && headers.getAll(HttpHeaderNames.CONNECTION).stream()
                        .anyMatch(c -> AsciiString.containsIgnoreCase(c, "upgrade"));
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** The client's side is ready for bytes. */
    void open(NetSocket socket) {
        if (state == State.CLOSED) {
            socket.close();
            return;
        }
        client = socket;
        state = State.OPEN;
        socket.handler(this::fromClient);
        socket.drainHandler(v -> clientDrained());
        socket.exceptionHandler(e -> close());
        socket.closeHandler(v -> close());
        while (true) {
            ByteBuf bytes = early.poll();
            if (bytes == null) {
                break;
            }
            toClient(bytes);
        }
        upstream.reading(!clientFull);
    }

    @Override
    public void bytes(ByteBuf bytes) {
        switch (state) {
            case OPENING -> early.add(bytes);
            case OPEN, LEAVING -> toClient(bytes);
            case GOODBYE, CLOSED -> bytes.release();
        }
    }

    private void toClient(ByteBuf bytes) {
        NetSocket socket = client;
        if (socket == null) {
            bytes.release();
            return;
        }
        int due = bytes.readableBytes();
        if (state == State.LEAVING) {
            due = toClient.trackToBoundary(bytes);
        } else {
            toClient.track(bytes);
        }
        bytesOut += due;
        // Copied, because the queue in front of the socket does not release what it drops.
        byte[] copy = ByteBufUtil.getBytes(bytes, bytes.readerIndex(), due);
        bytes.release();
        socket.write(Buffer.buffer(copy));
        if (socket.writeQueueFull() && !clientFull) {
            clientFull = true;
            stalledSince = System.nanoTime();
            upstream.reading(false);
        }
        if (state == State.LEAVING && toClient.isBetweenFrames()) {
            sayGoodbye(socket);
        }
    }

    private void clientDrained() {
        if (clientFull && state != State.CLOSED) {
            clientFull = false;
            upstream.reading(true);
        }
    }

    private void fromClient(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        toApp.track(bytes);
        if (state == State.GOODBYE) {
            if (toApp.closeSeen()) {
                close();
            }
            return;
        }
        if (state == State.CLOSED) {
            return;
        }
        bytesIn += bytes.readableBytes();
        upstream.write(bytes);
        upstream.flush();
        if (!upstream.isWritable() && !appFull && client != null) {
            appFull = true;
            stalledSince = System.nanoTime();
            client.pause();
        }
    }

    @Override
    public void writable() {
        if (appFull && client != null) {
            appFull = false;
            client.resume();
        }
    }

    /** The app closed: the client gets what was sent, then the end. */
    @Override
    public void closed() {
        close();
    }

    /** Ends it in the words of the protocol: 1001 to both sides, then the connection. */
    void goAway(long now) {
        NetSocket socket = client;
        if (state == State.OPENING || socket == null) {
            close();
        } else if (state == State.OPEN) {
            state = State.LEAVING;
            leaveBy = now + GOODBYE_NANOS;
            if (toClient.isBetweenFrames()) {
                sayGoodbye(socket);
            }
        }
    }

    private void sayGoodbye(NetSocket socket) {
        state = State.GOODBYE;
        if (!toClient.closeSeen()) {
            socket.write(Buffer.buffer(CLOSE_TO_CLIENT));
        }
        if (toApp.isBetweenFrames() && !toApp.closeSeen()) {
            upstream.write(Unpooled.wrappedBuffer(CLOSE_TO_APP));
            upstream.flush();
        }
        if (toApp.closeSeen()) {
            close();
        }
    }

    /**
     * @param stallNanos how long a side may refuse bytes
     */
    void check(long now, long stallNanos) {
        boolean late = (state == State.LEAVING || state == State.GOODBYE) && now - leaveBy >= 0;
        boolean stalled = (clientFull || appFull) && now - stalledSince > stallNanos;
        if (late || stalled) {
            close();
        }
    }

    void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        early.forEach(ByteBuf::release);
        early.clear();
        upstream.close();
        NetSocket socket = client;
        if (socket != null) {
            socket.close();
            if (clientFull) {
                // What is queued may never be taken; then closing politely would wait for ever.
                Wire.cut(socket);
            }
        }
        exchange.tunnelClosed();
    }
}
