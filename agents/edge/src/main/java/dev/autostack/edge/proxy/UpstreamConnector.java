package dev.autostack.edge.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;

/** Opens connections to instances on one event loop. */
final class UpstreamConnector {
    /** Hears how it went, on the event loop. */
    interface Listener {
        void connected(UpstreamConnection connection);

        void refused(Upstream upstream, Throwable cause);
    }

    private final Bootstrap bootstrap;
    private final long maxIdleNanos;

    UpstreamConnector(EventLoop loop, boolean epoll, Duration connectTimeout, Duration maxIdle) {
        this.maxIdleNanos = maxIdle.toNanos();
        this.bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        // After a failed write the answer may still be there to be read.
                        .option(ChannelOption.AUTO_CLOSE, false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) connectTimeout.toMillis());
    }

    void connect(Upstream upstream, Listener listener) {
        var connection = new UpstreamConnection(upstream, maxIdleNanos);
        ChannelFuture connecting =
                bootstrap
                        .clone()
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(connection.decoder(), connection);
                                    }
                                })
                        .connect(upstream.address());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                upstream.connected();
                listener.connected(connection);
            } else {
                listener.refused(upstream, done.cause());
            }
        });
    }
}
