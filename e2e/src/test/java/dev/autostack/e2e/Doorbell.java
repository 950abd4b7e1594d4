package dev.autostack.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Where a step of a Dockerfile rings and waits: it connects, and goes on when the connection ends.
 * Listens on all addresses, since builds reach this machine by the gateway of their own network.
 */
final class Doorbell implements AutoCloseable {
    private final ServerSocket door;
    private final List<Socket> waiting = new ArrayList<>();
    private boolean holding;

    private Doorbell() throws IOException {
        this.door = new ServerSocket(0);
        Thread.ofVirtual().name("doorbell").start(this::serve);
    }

    static Doorbell hang() throws IOException {
        return new Doorbell();
    }

    int port() {
        return door.getLocalPort();
    }

    /** Who rings from now on waits. */
    synchronized void hold() {
        holding = true;
    }

    /** Lets in who waits, and who comes. */
    synchronized void open() {
        holding = false;
        waiting.forEach(Doorbell::end);
        waiting.clear();
    }

    void awaitRings(int number, Duration limit) {
        Awaitility.await(number + " at the door")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    synchronized (this) {
                        return waiting.size() >= number;
                    }
                });
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                synchronized (this) {
                    if (holding) {
                        waiting.add(caller);
                    } else {
                        end(caller);
                    }
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void end(Socket caller) {
        try {
            caller.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        open();
        door.close();
    }
}
