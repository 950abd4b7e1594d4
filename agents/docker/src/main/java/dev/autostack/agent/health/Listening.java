package dev.autostack.agent.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The TCP sockets on which something in a container listens, read from {@code
 * /proc/<pid>/net/tcp{,6}} of its first process (proc(5)): no packet is sent and no tool is needed
 * inside.
 */
final class Listening {
    /** State LISTEN, see include/net/tcp_states.h. */
    private static final String LISTEN = "0A";

    private Listening() {}

    /** One listening socket. */
    record Socket(InetAddress address, int port) {
        /** Reachable from outside the container. */
        boolean open() {
            return !address.isLoopbackAddress();
        }
    }

    /** Empty when this host does not show the process, for example from inside a container. */
    static Optional<List<Socket>> of(Path proc, int pid) {
        if (pid <= 0) {
            return Optional.empty();
        }
        var sockets = new ArrayList<Socket>();
        try {
            for (String table : List.of("tcp", "tcp6")) {
                Path file = proc.resolve(pid + "/net/" + table);
                if (Files.exists(file)) {
                    sockets.addAll(parse(Files.readAllLines(file)));
                } else if (table.equals("tcp")) {
                    return Optional.empty();
                }
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        return Optional.of(sockets);
    }

    static List<Socket> parse(List<String> lines) {
        var sockets = new ArrayList<Socket>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", 5);
            if (fields.length < 4 || !fields[3].equals(LISTEN)) {
                continue;
            }
            int colon = fields[1].indexOf(':');
            InetAddress address = address(fields[1].substring(0, colon));
            // 127.0.0.11 is the engine's own name server in each container's network.
            if (!address.getHostAddress().equals("127.0.0.11")) {
                sockets.add(
                        new Socket(address, Integer.parseInt(fields[1].substring(colon + 1), 16)));
            }
        }
        return sockets;
    }

    /** The kernel prints each 32 bit word in the host's byte order. */
    private static InetAddress address(String hex) {
        byte[] raw = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[raw.length];
        boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < raw.length; i++) {
            bytes[i] = little ? raw[(i & ~3) + 3 - (i & 3)] : raw[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an address: " + hex, e);
        }
    }
}
