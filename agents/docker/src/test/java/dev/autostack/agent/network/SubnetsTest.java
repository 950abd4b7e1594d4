package dev.autostack.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetsTest {
    @Test
    void thePoolIsCutIntoRangesOf64Addresses() {
        Subnets pool = Subnets.parse("10.211.0.0/16");
        assertThat(pool.count()).isEqualTo(1024);
        assertThat(pool.at(0)).hasToString("10.211.0.0/26");
        assertThat(pool.at(5)).hasToString("10.211.1.64/26");
        assertThat(pool.at(1023)).hasToString("10.211.255.192/26");
        assertThat(pool.at(-1)).isEqualTo(pool.at(1023));
    }

    @Test
    void routesOfTheHostAreRead() {
        List<Subnets.Range> routes =
                Subnets.parseRoutes(
                        List.of(
                                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                                "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                                "tun0\t0000D30A\t00000000\t0001\t0\t0\t0\t0080FFFF\t0\t0\t0"));
        assertThat(routes).hasSize(1);
        assertThat(routes.getFirst()).hasToString("10.211.0.0/17");
        Subnets pool = Subnets.parse("10.211.0.0/16");
        assertThat(pool.at(0).overlaps(routes.getFirst())).isTrue();
        assertThat(pool.at(512).overlaps(routes.getFirst())).isFalse();
    }
}
