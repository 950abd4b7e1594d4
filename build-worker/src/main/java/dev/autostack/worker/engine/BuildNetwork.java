package dev.autostack.worker.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The network of one dedicated engine's builds: a bridge with a small subnet, and rules that let
 * builds reach public addresses, the host's name servers and what the operator allows. Nothing else
 * of the host, its other containers or its private networks can be reached, and nothing reaches
 * them. The engine is told to leave iptables alone: a second one would rewrite the first one's
 * chains.
 */
final class BuildNetwork {
    /** RFC 6890: private, shared, loopback, link-local (metadata services), benchmark, reserved. */
    private static final List<String> CLOSED =
            List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "224.0.0.0/3");

    /** Subnets are taken from 198.18.0.0/15, which nobody routes (RFC 2544). */
    private static final int FIRST_OCTET = 198;

    private final HostCommand host;
    private final Path stateFile;
    private final String bridge;
    private final String chain;
    private final Set<String> allowed;
    private final int preferred;

    /**
     * @param name of the bridge, at most 15 characters
     * @param stateFile remembers the subnet, to undo after a death
     * @param allowed CIDR blocks that builds may reach besides
     */
    BuildNetwork(HostCommand host, String name, Path stateFile, Set<String> allowed) {
        this.host = host;
        this.stateFile = stateFile;
        this.bridge = name;
        this.chain = "AUTOSTACK-" + name;
        this.allowed = Set.copyOf(allowed);
        this.preferred = Math.floorMod(name.hashCode(), 512);
    }

    String bridge() {
        return bridge;
    }

    void open() {
        close();
        String subnet = freeSubnet();
        String gateway = subnet.replace(".0/24", ".1/24");
        write(subnet);
        host.must("ip", "link", "add", bridge, "type", "bridge");
        host.must("ip", "address", "add", gateway, "dev", bridge);
        closeIpv6();
        host.must("ip", "link", "set", bridge, "up");
        rules(nameServers()).forEach(rule -> host.must("iptables", rule.toArray(String[]::new)));
        host.must("iptables", masquerade("-A", subnet));
    }

    /** A bridge has a link-local IPv6 address by which builds would reach the host. */
    private void closeIpv6() {
        Path switchOff = Path.of("/proc/sys/net/ipv6/conf", bridge, "disable_ipv6");
        if (Files.exists(switchOff)) {
            Cgroups.write(switchOff, "1");
        }
    }

    /** The rules in order; each is the arguments of one iptables call. */
    List<List<String>> rules(List<String> nameServers) {
        List<List<String>> rules = new ArrayList<>();
        String in = chain + "-IN";
        rules.add(rule("-N", chain));
        rules.add(rule("-N", in));
        String established = "ESTABLISHED,RELATED";
        for (String each : List.of(chain, in)) {
            rules.add(
                    rule("-A", each, "-m", "conntrack", "--ctstate", established, "-j", "ACCEPT"));
            for (String server : nameServers) {
                for (String protocol : List.of("udp", "tcp")) {
                    rules.add(
                            rule(
                                    "-A", each, "-i", bridge, "-d", server, "-p", protocol,
                                    "--dport", "53", "-j", "ACCEPT"));
                }
            }
            for (String block : allowed) {
                rules.add(rule("-A", each, "-i", bridge, "-d", block, "-j", "ACCEPT"));
            }
        }
        for (String block : CLOSED) {
            rules.add(
                    rule(
                            "-A",
                            chain,
                            "-i",
                            bridge,
                            "-d",
                            block,
                            "-j",
                            "REJECT",
                            "--reject-with",
                            "icmp-admin-prohibited"));
        }
        rules.add(rule("-A", chain, "-i", bridge, "-j", "ACCEPT"));
        rules.add(rule("-A", chain, "-j", "DROP"));
        rules.add(rule("-A", in, "-j", "REJECT", "--reject-with", "icmp-admin-prohibited"));
        rules.add(rule("-I", "FORWARD", "-i", bridge, "-j", chain));
        rules.add(rule("-I", "FORWARD", "-o", bridge, "-j", chain));
        rules.add(rule("-I", "INPUT", "-i", bridge, "-j", in));
        return rules;
    }

    private static List<String> rule(String... words) {
        List<String> rule = new ArrayList<>(List.of("--wait", "10"));
        rule.addAll(List.of(words));
        return rule;
    }

    private String[] masquerade(String verb, String subnet) {
        return rule(
                        "-t",
                        "nat",
                        verb,
                        "POSTROUTING",
                        "-s",
                        subnet,
                        "!",
                        "-o",
                        bridge,
                        "-j",
                        "MASQUERADE")
                .toArray(String[]::new);
    }

    /** Undoes everything, also what a dead worker left. */
    void close() {
        String in = chain + "-IN";
        repeat("-D", "FORWARD", "-i", bridge, "-j", chain);
        repeat("-D", "FORWARD", "-o", bridge, "-j", chain);
        repeat("-D", "INPUT", "-i", bridge, "-j", in);
        for (String each : List.of(chain, in)) {
            if (host.tries("iptables", rule("-F", each).toArray(String[]::new))) {
                host.tries("iptables", rule("-X", each).toArray(String[]::new));
            }
        }
        try {
            if (Files.exists(stateFile)) {
                String subnet = Files.readString(stateFile).strip();
                while (host.tries("iptables", masquerade("-D", subnet))) {
                    // Until there is none.
                }
                Files.delete(stateFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The network state cannot be read", e);
        }
        if (Files.exists(Path.of("/sys/class/net", bridge))) {
            host.must("ip", "link", "delete", bridge);
        }
    }

    private void repeat(String... words) {
        while (host.tries("iptables", rule(words).toArray(String[]::new))) {
            // Until there is none.
        }
    }

    private void write(String subnet) {
        try {
            Files.writeString(stateFile, subnet);
        } catch (IOException e) {
            throw new UncheckedIOException("The network state cannot be kept", e);
        }
    }

    /** A /24 that no interface of this host has an address in. */
    private String freeSubnet() {
        List<String> taken = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    if (address.getAddress() instanceof Inet4Address four) {
                        String text = four.getHostAddress();
                        taken.add(text.substring(0, text.lastIndexOf('.') + 1));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The host's networks cannot be listed", e);
        }
        for (int i = 0; i < 512; i++) {
            int number = (preferred + i) % 512;
            String prefix = FIRST_OCTET + "." + (18 + number / 256) + "." + number % 256 + ".";
            if (!taken.contains(prefix)) {
                return prefix + "0/24";
            }
        }
        throw new EngineUnavailable("finds no free subnet for builds", null);
    }

    /** The IPv4 name servers that the engine writes into a build's resolv.conf. */
    private static List<String> nameServers() {
        List<String> servers = read(Path.of("/etc/resolv.conf"));
        if (servers.stream().allMatch(server -> server.startsWith("127."))) {
            servers = read(Path.of("/run/systemd/resolve/resolv.conf"));
        }
        return servers.stream().filter(server -> !server.startsWith("127.")).toList();
    }

    private static List<String> read(Path file) {
        List<String> servers = new ArrayList<>();
        try {
            if (!Files.exists(file)) {
                return servers;
            }
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 1
                        && words[0].equals("nameserver")
                        && words[1].matches("\\d+(\\.\\d+){3}")
                        && InetAddress.getByName(words[1]) instanceof Inet4Address) {
                    servers.add(words[1]);
                }
            }
        } catch (UnknownHostException e) {
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        return servers;
    }
}
