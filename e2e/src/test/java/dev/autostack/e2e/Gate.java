package dev.autostack.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy between two processes. A scenario tells it what to hold: the first piece of traffic
 * with a certain text waits, and with it all that follows on its connection in that direction,
 * until the gate is opened. What does not match passes meanwhile.
 */
final class Gate implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final SocketAddress target;
    private final ServerSocketChannel door;
    private @Nullable Rule rule;
    private int held;

    /** Tells a rule from an equal one of later. */
    private int orders;

    private boolean closed;

    /** What of a conversation waits. */
    enum Side {
        /** What the caller says, from the matching piece on. */
        REQUEST,
        /** What the called one says, from the matching piece on. */
        ANSWER,
        /** What the called one says after the caller said the matching piece. */
        ANSWER_TO
    }

    private record Rule(Side side, String text) {
        boolean matches(Side of, String piece) {
            return side == of && piece.contains(text);
        }
    }

    private Gate(SocketAddress target) throws IOException {
        this.target = target;
        this.door =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("gate").start(this::serve);
    }

    static Gate toPort(int port) throws IOException {
        return new Gate(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static Gate toSocket(Path path) throws IOException {
        return new Gate(UnixDomainSocketAddress.of(path));
    }

    int port() {
        return door.socket().getLocalPort();
    }

    /** Holds from now on; replaces what was held back before. */
    synchronized void hold(Side side, String text) {
        rule = new Rule(side, text);
        held = 0;
        orders++;
        notifyAll();
    }

    /** Lets pass what waits and what comes. */
    synchronized void open() {
        rule = null;
        orders++;
        notifyAll();
    }

    /** Waits until something is held. */
    void awaitHeld(Duration limit) {
        Awaitility.await("something held by the gate")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(5))
                .until(this::isHolding);
    }

    private synchronized boolean isHolding() {
        return rule != null && held > 0;
    }

    private void serve() {
        while (door.isOpen()) {
            try {
                SocketChannel caller = door.accept();
                Thread.ofVirtual().name("gate").start(() -> connect(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(SocketChannel caller) {
        try (caller;
                SocketChannel called = channel()) {
            called.connect(target);
            var conversation = new Conversation(caller, called);
            Thread answers = Thread.ofVirtual().name("gate").start(conversation::answers);
            conversation.requests();
            answers.join();
        } catch (IOException e) {
            // The called one is down: the caller sees a closed connection, as it would without us.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SocketChannel channel() throws IOException {
        return target instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private final class Conversation {
        private final SocketChannel caller;
        private final SocketChannel called;

        /** The order by which the answers wait. */
        private int answersHeldBy = -1;

        Conversation(SocketChannel caller, SocketChannel called) {
            this.caller = caller;
            this.called = called;
        }

        void requests() {
            pump(caller, called, Side.REQUEST);
        }

        void answers() {
            pump(called, caller, Side.ANSWER);
        }

        private void pump(SocketChannel from, SocketChannel to, Side side) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            try {
                while (from.read(piece) >= 0) {
                    piece.flip();
                    pass(StandardCharsets.ISO_8859_1.decode(piece.duplicate()).toString(), side);
                    while (piece.hasRemaining()) {
                        to.write(piece);
                    }
                    piece.clear();
                }
                to.shutdownOutput();
            } catch (IOException e) {
                hangUp();
            }
        }

        /** Returns when the piece may go on. */
        private void pass(String piece, Side side) throws IOException {
            synchronized (Gate.this) {
                Rule now = rule;
                if (now == null) {
                    return;
                }
                if (side == Side.REQUEST && now.matches(Side.ANSWER_TO, piece)) {
                    answersHeldBy = orders;
                }
                boolean stays =
                        now.matches(side, piece)
                                || (side == Side.ANSWER && answersHeldBy == orders);
                if (!stays) {
                    return;
                }
                held++;
                for (int since = orders; orders == since && !closed; ) {
                    try {
                        Gate.this.wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            }
        }

        private void hangUp() {
            for (SocketChannel each : new SocketChannel[] {caller, called}) {
                try {
                    each.close();
                } catch (IOException e) {
                    // It is closed, which is all we want.
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        door.close();
    }
}
