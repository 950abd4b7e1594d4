package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an instance, on the event loop that uses it. Requests are written as
 * bytes; answers are decoded and handed on without a copy. One exchange at a time.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    /**
     * Hears the answer, always on the event loop. After {@link #end} or {@link #broken} nothing
     * follows.
     */
    interface Listener {
        /** 100 and 103; others of this class are dropped. */
        void interim(HttpResponse response);

        void head(HttpResponse response);

        /** The listener releases the bytes. */
        void body(ByteBuf bytes);

        /** The answer is complete; {@code reusable} false: the connection is spent. */
        void end(HttpHeaders trailers, boolean reusable);

        /** What has been handed over so far is all there is for now. */
        void pause();

        /** The connection ended before the answer was complete. */
        void broken(@Nullable Throwable cause);

        void writable();
    }

    /** Takes over after 101: bytes in both directions, no HTTP any more. */
    interface RawListener {
        /** The listener releases the bytes. */
        void bytes(ByteBuf bytes);

        void closed();

        void writable();
    }

    private static final int MOST_LINE = 16_384;
    private static final int MOST_HEADERS = 131_072;
    private static final int MOST_CHUNK = 65_536;

    private final Upstream upstream;
    private final long maxIdleNanos;
    private final AnswerDecoder decoder = new AnswerDecoder();
    private @Nullable Channel channel;
    private @Nullable Listener listener;
    private @Nullable RawListener raw;
    private boolean answered;
    private boolean interim;
    private boolean reusable;
    private boolean open = true;
    private long idleSince;
    private long maxIdle;

    UpstreamConnection(Upstream upstream, long maxIdleNanos) {
        this.upstream = upstream;
        this.maxIdleNanos = maxIdleNanos;
        this.maxIdle = maxIdleNanos;
    }

    AnswerDecoder decoder() {
        return decoder;
    }

    Upstream upstream() {
        return upstream;
    }

    Channel channel() {
        Channel connected = channel;
        if (connected == null) {
            throw new IllegalStateException("Not connected yet");
        }
        return connected;
    }

    long idleSince() {
        return idleSince;
    }

    /** How long it may rest: our own limit, or less when the app announced one. */
    long maxIdle() {
        return maxIdle;
    }

    /** Nothing is asked of it for now. It reads on, to hear when the app closes it. */
    void rest(long now) {
        idleSince = now;
        if (!channel().config().isAutoRead()) {
            reading(true);
        }
    }

    /** Sends a request head; the answer goes to {@code to}. */
    void request(ByteBuf head, boolean headMethod, Listener to) {
        listener = to;
        answered = false;
        decoder.answersHead = headMethod;
        // A failed write is not looked at: the app may have answered before it stopped reading, so
        // only the reading side says what became of the request.
        var _ = channel().writeAndFlush(head);
    }

    void write(ByteBuf bytes) {
        var _ = channel().write(bytes);
    }

    void flush() {
        channel().flush();
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    /** Whether any byte of the answer to the present request was seen. */
    boolean answered() {
        return answered;
    }

    boolean isOpen() {
        return open;
    }

    void reading(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    /** After the head of a 101: what follows is not HTTP. */
    void raw(RawListener to) {
        raw = to;
        listener = null;
        // Bytes that came with the 101 are handed on by the removal.
        channel().pipeline().remove(decoder);
    }

    /** Nothing is heard from it any more. */
    void close() {
        listener = null;
        raw = null;
        open = false;
        if (channel != null) {
            var _ = channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        RawListener tunnel = raw;
        Listener to = listener;
        if (tunnel != null) {
            if (message instanceof ByteBuf bytes) {
                tunnel.bytes(bytes);
            } else {
                ReferenceCountUtil.release(message);
            }
        } else if (to == null) {
            // An answer that nobody asked for: the connection cannot be trusted any more.
            ReferenceCountUtil.release(message);
            var _ = ctx.close();
        } else {
            answered = true;
            if (message instanceof HttpResponse response) {
                head(response, to);
            }
            if (message instanceof HttpContent content) {
                content(content, to);
            }
        }
    }

    private void head(HttpResponse response, Listener to) {
        if (response.decoderResult().isFailure()) {
            fail(response.decoderResult().cause());
            return;
        }
        int status = response.status().code();
        interim = status >= 100 && status < 200 && status != 101;
        if (interim) {
            to.interim(response);
            return;
        }
        reusable = HttpUtil.isKeepAlive(response) && isDelimited(response, status);
        maxIdle = maxIdle(response.headers().get("keep-alive"));
        to.head(response);
    }

    private boolean isDelimited(HttpResponse response, int status) {
        return decoder.answersHead
                || status == 204
                || status == 304
                || HttpUtil.isContentLengthSet(response)
                || HttpUtil.isTransferEncodingChunked(response);
    }

    private void content(HttpContent content, Listener to) {
        if (content.decoderResult().isFailure()) {
            content.release();
            fail(content.decoderResult().cause());
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (interim && last) {
            interim = false;
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            to.body(content.content());
        } else {
            content.release();
        }
        // The listener may have closed this connection while it took the bytes.
        if (content instanceof LastHttpContent end && listener != null) {
            listener = null;
            HttpHeaders trailers = end.trailingHeaders();
            to.end(trailers, reusable && open);
        }
    }

    private void fail(@Nullable Throwable cause) {
        Listener to = listener;
        close();
        if (to != null) {
            to.broken(cause);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Listener to = listener;
        if (to != null) {
            to.pause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        RawListener tunnel = raw;
        Listener to = listener;
        if (!ctx.channel().isWritable()) {
            return;
        }
        if (tunnel != null) {
            tunnel.writable();
        } else if (to != null) {
            to.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        open = false;
        RawListener tunnel = raw;
        Listener to = listener;
        raw = null;
        listener = null;
        if (tunnel != null) {
            tunnel.closed();
        } else if (to != null) {
            to.broken(null);
        } else {
            upstream.forget(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Listener to = listener;
        listener = null;
        open = false;
        var _ = ctx.close();
        if (to != null) {
            to.broken(cause);
        }
    }

    /** {@code Keep-Alive: timeout=5}: we stop a second earlier, to be the first. */
    private long maxIdle(@Nullable String keepAlive) {
        int at = keepAlive == null ? -1 : keepAlive.indexOf("timeout=");
        if (keepAlive == null || at < 0) {
            return maxIdleNanos;
        }
        long seconds = 0;
        for (int i = at + 8; i < keepAlive.length() && seconds < 3_600; i++) {
            int digit = Character.digit(keepAlive.charAt(i), 10);
            if (digit < 0) {
                break;
            }
            seconds = seconds * 10 + digit;
        }
        return Math.min(maxIdleNanos, TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1)));
    }

    /** Knows whether the answer is one to HEAD, which has the headers of a body and none. */
    static final class AnswerDecoder extends HttpResponseDecoder {
        private boolean answersHead;

        private AnswerDecoder() {
            super(
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(MOST_LINE)
                            .setMaxHeaderSize(MOST_HEADERS)
                            .setMaxChunkSize(MOST_CHUNK)
                            // Names and values are validated when they are put into our answer.
                            .setValidateHeaders(false)
                            // Apps that end lines with LF alone exist and harm only themselves.
                            .setStrictLineParsing(false));
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return answersHead || super.isContentAlwaysEmpty(message);
        }
    }
}
