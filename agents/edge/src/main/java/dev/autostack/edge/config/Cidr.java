package dev.autostack.edge.config;

import java.net.InetAddress;

/**
 * A block of IP addresses, {@code 10.0.0.0/8} or {@code fd00::/8}; a lone address is a block of
 * one.
 */
public record Cidr(InetAddress network, int prefix) {
    /**
     * @throws IllegalArgumentException when the text is no literal address, or the prefix is longer
     *     than the address
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits = network.getAddress().length * 8;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("The prefix of " + text + " is not 0 to " + bits);
        }
        return new Cidr(network, prefix);
    }

    /** Addresses of the other family are never inside; IPv4-mapped IPv6 counts as IPv4. */
    public boolean contains(InetAddress address) {
        byte[] wanted = network.getAddress();
        byte[] given = address.getAddress();
        if (wanted.length != given.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (wanted[i] != given[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || (wanted[whole] & mask) == (given[whole] & mask);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
