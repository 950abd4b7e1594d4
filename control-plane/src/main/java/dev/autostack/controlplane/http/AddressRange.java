package dev.autostack.controlplane.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses in CIDR notation, or one address. */
record AddressRange(InetAddress base, int bits) {

    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(slash < 0 ? text.strip() : text.substring(0, slash).strip());
        if (base == null) {
            throw new IllegalArgumentException("Not an IP address or CIDR range: " + text);
        }
        int width = base.getAddress().length * 8;
        int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1).strip());
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException("Not a CIDR range: " + text);
        }
        return new AddressRange(base, bits);
    }

    /** An address written in digits; null for anything else. Never asks a resolver. */
    static @Nullable InetAddress literal(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    boolean contains(InetAddress address) {
        byte[] one = base.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
