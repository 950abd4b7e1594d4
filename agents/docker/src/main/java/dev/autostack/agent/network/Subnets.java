package dev.autostack.agent.network;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Address ranges for networks, cut from one pool. The engine's own pools hold about thirty
 * networks; this one holds 1,024 of 61 instances each.
 */
record Subnets(int base, int prefix) {
    /** Private use (RFC 1918), away from the ranges that Docker, Kubernetes and VPNs like. */
    static final Subnets DEFAULT = parse("10.211.0.0/16");

    /** Each network gets 64 addresses. */
    private static final int NETWORK_PREFIX = 26;

    /** An IPv4 range. */
    record Range(int address, int prefix) {
        boolean overlaps(Range other) {
            int mask = mask(Math.min(prefix, other.prefix));
            return (address & mask) == (other.address & mask);
        }

        @Override
        public String toString() {
            return ((address >>> 24) & 0xff)
                    + "."
                    + ((address >>> 16) & 0xff)
                    + "."
                    + ((address >>> 8) & 0xff)
                    + "."
                    + (address & 0xff)
                    + "/"
                    + prefix;
        }
    }

    static Subnets parse(String cidr) {
        String[] parts = cidr.split("/", 2);
        int address = ByteBuffer.wrap(InetAddress.ofLiteral(parts[0]).getAddress()).getInt();
        return new Subnets(address, Integer.parseInt(parts[1]));
    }

    int count() {
        return 1 << (NETWORK_PREFIX - prefix);
    }

    /** The n-th range, counted round. */
    Range at(int n) {
        return new Range(
                base + (Math.floorMod(n, count()) << (32 - NETWORK_PREFIX)), NETWORK_PREFIX);
    }

    /** The ranges that this host reaches by a route of its own; the default route is none. */
    static List<Range> routes(Path table) {
        try {
            return parseRoutes(Files.readAllLines(table));
        } catch (IOException _) {
            return List.of();
        }
    }

    /** Lines of /proc/net/route: addresses are hexadecimal in the host's byte order. */
    static List<Range> parseRoutes(List<String> lines) {
        var routes = new ArrayList<Range>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.strip().split("\\s+", 9);
            if (fields.length > 7) {
                int mask = Integer.reverseBytes(Integer.parseUnsignedInt(fields[7], 16));
                if (mask != 0) {
                    routes.add(
                            new Range(
                                    Integer.reverseBytes(Integer.parseUnsignedInt(fields[1], 16)),
                                    Integer.bitCount(mask)));
                }
            }
        }
        return routes;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }
}
