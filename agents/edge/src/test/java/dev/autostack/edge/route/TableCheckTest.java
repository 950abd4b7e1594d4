package dev.autostack.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.Route.Target;
import dev.autostack.protocol.Route.Upstream;
import dev.autostack.protocol.RouteTable;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableCheckTest {
    private static final UUID RELEASE = UUID.randomUUID();
    private static final Set<Integer> OWN = Set.of(8080, 8081);

    private static @Nullable String fault(Route... routes) {
        return TableCheck.fault(new RouteTable(1, List.of(routes)), OWN);
    }

    private static Route to(Upstream... upstreams) {
        return route("a.localhost", target(1, upstreams));
    }

    private static Route route(String host, Target... targets) {
        return Tables.route(UUID.randomUUID(), host, 1_000, targets);
    }

    private static Target target(int weight, Upstream... upstreams) {
        return new Target(RELEASE, Tables.digest(RELEASE), weight, List.of(upstreams));
    }

    private static Upstream at(String address, int port) {
        return new Upstream(UUID.randomUUID(), address, port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "::1",
                "10.1.2.3",
                "172.17.0.2",
                "192.168.1.1",
                "fd00::1"
            })
    void loopbackAndPrivateAddressesAreServed(String address) {
        assertThat(fault(to(at(address, 30_000)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "169.254.169.254",
                "fe80::1",
                "2001:db8::1",
                "::ffff:8.8.8.8",
                "0.0.0.0",
                "172.32.0.1",
                "224.0.0.1",
                "localhost",
                "example.org",
                "127.0.0.1:80",
                "127.1",
                "0x7f000001",
                "",
                " 127.0.0.1",
            })
    void otherAddressesRefuseTheTable(String address) {
        assertThat(fault(to(at(address, 30_000)))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536", "8080", "8081"})
    void portsThatCannotBeOrAreTheEdgesOwnRefuseTheTable(int port) {
        assertThat(fault(to(at("127.0.0.1", port)))).contains("port");
    }

    @Test
    void ownPortsOfTheEdgeAreFreeOnOtherAddresses() {
        assertThat(fault(to(at("172.17.0.2", 8080)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A.localhost",
                "a..b",
                "-a",
                "a_b",
                "a:80",
                "a/b",
                "a.",
                "*.a",
                "a b",
                "ü.de"
            })
    void namesThatAreNoHostRefuseTheTable(String host) {
        assertThat(fault(route(host))).contains("host");
    }

    @Test
    void doublesRefuseTheTable() {
        UUID id = UUID.randomUUID();
        Upstream one = at("127.0.0.1", 30_000);

        assertThat(fault(route("a"), route("a"))).contains("twice");
        assertThat(fault(Tables.route(id, "a", 0), Tables.route(id, "b", 0))).contains("twice");
        assertThat(fault(route("a", target(1), target(1)))).contains("twice");
        assertThat(fault(to(one, one))).contains("twice");
        assertThat(fault(to(one, at("127.0.0.1", 30_000)))).contains("share");
        assertThat(fault(to(one), route("b", target(1, one)))).isNull();
    }

    @Test
    void numbersOutOfRangeRefuseTheTable() {
        assertThat(fault(route("a", target(-1)))).contains("weight");
        assertThat(fault(Tables.route(UUID.randomUUID(), "a", -1))).contains("drainMs");
        assertThat(fault(Tables.route(UUID.randomUUID(), "a", Long.MAX_VALUE))).contains("drainMs");
        assertThat(TableCheck.fault(new RouteTable(0, List.of()), OWN)).contains("version");
        assertThat(fault(route("a", new Target(RELEASE, "sha256:abc", 1, List.of()))))
                .contains("digest");
    }
}
