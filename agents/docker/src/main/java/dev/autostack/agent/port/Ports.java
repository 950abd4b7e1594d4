package dev.autostack.agent.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands out host ports. A port is given to one instance only: it is held from {@link #reserve}
 * until {@link #release}, whatever the engine shows in between. Ports go round, so that a port is
 * not used again soon: an old route that still points at it finds nobody instead of a neighbour.
 * Safe for many threads.
 */
public final class Ports {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Integer> held = new HashSet<>();
    private int next = -1;

    /** Marks a port as in use by a container that was found. */
    public void hold(int port) {
        lock.lock();
        try {
            held.add(port);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A port of the range (both ends included) on which nobody listens; empty when there is none.
     */
    public OptionalInt reserve(int from, int to) {
        lock.lock();
        try {
            int size = to - from + 1;
            if (next < from || next > to) {
                next = from + new SplittableRandom().nextInt(size);
            }
            for (int i = 0; i < size; i++) {
                int port = from + (next - from + i) % size;
                if (!held.contains(port) && free(port)) {
                    held.add(port);
                    next = port == to ? from : port + 1;
                    return OptionalInt.of(port);
                }
            }
            return OptionalInt.empty();
        } finally {
            lock.unlock();
        }
    }

    public void release(int port) {
        lock.lock();
        try {
            held.remove(port);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a stranger uses it. The engine has the last word when the container starts. */
    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
