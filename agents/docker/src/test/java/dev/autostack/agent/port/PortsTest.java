package dev.autostack.agent.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void concurrentReservationsNeverGetTheSamePort() throws Exception {
        var ports = new Ports();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<OptionalInt>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(() -> ports.reserve(31_000, 31_999));
            }
            var seen = new HashSet<Integer>();
            for (Future<OptionalInt> each : threads.invokeAll(tasks)) {
                assertThat(seen.add(each.get().orElseThrow())).isTrue();
            }
        }
    }

    @Test
    void aPortInUseByAStrangerIsLeftOut() throws Exception {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            int taken = stranger.getLocalPort();
            assertThat(new Ports().reserve(taken, taken)).isEmpty();
        }
    }

    @Test
    void heldPortsAreLeftOutUntilReleasedAndPortsGoRound() {
        var ports = new Ports();
        int first = ports.reserve(31_000, 31_002).orElseThrow();
        ports.release(first);
        int second = ports.reserve(31_000, 31_002).orElseThrow();
        assertThat(second).isNotEqualTo(first);
        ports.hold(first);
        int third = ports.reserve(31_000, 31_002).orElseThrow();
        assertThat(third).isNotIn(first, second);
        assertThat(ports.reserve(31_000, 31_002)).isEmpty();
        ports.release(second);
        assertThat(ports.reserve(31_000, 31_002)).hasValue(second);
    }
}
