package dev.autostack.controlplane.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The true address of a sender. {@code X-Forwarded-For} counts only as far as the proxies that
 * wrote it are trusted by configuration ({@code autostack.trusted-proxies}, CIDR, none by default).
 */
@Singleton
public final class Peer {
    private final List<AddressRange> trusted;

    Peer(@Property(name = "autostack.trusted-proxies") @Nullable List<String> trusted) {
        this.trusted =
                trusted == null ? List.of() : trusted.stream().map(AddressRange::parse).toList();
    }

    /** An IP address as text. */
    public String address(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        if (peer == null || !isTrusted(peer)) {
            return peer == null ? "unknown" : peer.getHostAddress();
        }
        List<String> hops = new ArrayList<>();
        request.getHeaders()
                .getAll("X-Forwarded-For")
                .forEach(line -> hops.addAll(List.of(line.split(",", -1))));
        InetAddress nearest = peer;
        for (String hop : hops.reversed()) {
            InetAddress address = AddressRange.literal(hop.strip());
            if (address == null) {
                break;
            }
            nearest = address;
            if (!isTrusted(address)) {
                break;
            }
        }
        return nearest.getHostAddress();
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}
