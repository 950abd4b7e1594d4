package dev.autostack.worker.source;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Which hosts a URL that a user typed may lead to: public addresses, and hosts that the operator
 * named. The name is resolved once, here; whoever connects uses the address that came out.
 */
public final class EgressRule {
    private static final Duration RESOLVE_LIMIT = Duration.ofSeconds(10);

    private final Set<String> allowedHosts;

    /**
     * @param allowedHosts host names or address literals exactly as they stand in URLs
     */
    public EgressRule(Set<String> allowedHosts) {
        this.allowedHosts =
                allowedHosts.stream()
                        .map(host -> bare(host.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Where a host may be reached. */
    public sealed interface Verdict {
        record Allowed(InetAddress address) implements Verdict {}

        /** It has an address that is not public. */
        record Refused() implements Verdict {}

        record Unknown() implements Verdict {}
    }

    /** True when the operator trusts this host, whatever its address and transport. */
    public boolean isNamed(String host) {
        return allowedHosts.contains(bare(host.toLowerCase(Locale.ROOT)));
    }

    public Verdict check(String host) {
        String name = bare(host.toLowerCase(Locale.ROOT));
        if (isOddNumber(name)) {
            return new Verdict.Refused();
        }
        List<InetAddress> addresses = resolve(name);
        if (addresses.isEmpty()) {
            return new Verdict.Unknown();
        }
        if (!isNamed(host) && !addresses.stream().allMatch(EgressRule::isPublic)) {
            return new Verdict.Refused();
        }
        // IPv4 first: a host without IPv6 routes still gets AAAA answers.
        InetAddress chosen =
                addresses.stream()
                        .filter(Inet4Address.class::isInstance)
                        .findFirst()
                        .orElse(addresses.getFirst());
        return new Verdict.Allowed(chosen);
    }

    /**
     * Spellings of an IPv4 address that C libraries take and others do not (127.1, 0x7f000001,
     * 2130706433, 0177.0.0.1): what ends in a number is a plain dotted quad or nothing.
     */
    private static boolean isOddNumber(String name) {
        String trimmed = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        String last = trimmed.substring(trimmed.lastIndexOf('.') + 1);
        boolean number = last.matches("[0-9]+|0x[0-9a-f]*");
        String octet = "(?:0|[1-9][0-9]{0,2})";
        return number && !name.matches(octet + "(?:\\." + octet + "){3}");
    }

    private static List<InetAddress> resolve(String name) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("resolve")
                .start(() -> {
                    try {
                        answer.complete(Arrays.asList(InetAddress.getAllByName(name)));
                    } catch (UnknownHostException e) {
                        answer.complete(List.of());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.get(RESOLVE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return List.of();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The name service failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes, 0);
            case Inet6Address _ -> isPublic6(bytes);
            default -> false;
        };
    }

    /** RFC 6890 without the documentation networks, which lead nowhere. */
    private static boolean isPublic4(byte[] bytes, int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        int c = bytes[at + 2] & 0xff;
        return !(a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && b >= 64 && b < 128)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)));
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = bytes[0] & 0xff;
        if ((first & 0xfe) == 0xfc) {
            return false;
        }
        boolean zeros = true;
        for (int i = 0; i < 10; i++) {
            zeros &= bytes[i] == 0;
        }
        if (zeros) {
            // IPv4-compatible and mapped addresses; ::1 was caught before.
            return false;
        }
        if (first == 0x20 && bytes[1] == 0x02) {
            return isPublic4(bytes, 2);
        }
        boolean nat64 =
                first == 0
                        && bytes[1] == 0x64
                        && (bytes[2] & 0xff) == 0xff
                        && (bytes[3] & 0xff) == 0x9b;
        return !nat64 || isPublic4(bytes, 12);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }
}
