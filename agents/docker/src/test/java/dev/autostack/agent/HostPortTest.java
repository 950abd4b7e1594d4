package dev.autostack.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports of the host: one for each instance, none of a stranger. */
class HostPortTest {
    @TempDir private Path data;

    @Test
    void twentyInstancesAtOnceGetTwentyPorts() throws Exception {
        try (var running = RunningAgent.started(data)) {
            var apps = new ArrayList<Sample>();
            Sample first = Sample.node(Sample.SERVER).startDeadline(180_000);
            for (int i = 0; i < 20; i++) {
                apps.add(first.sibling(1));
            }
            running.want(apps.toArray(Sample[]::new));
            Set<Integer> ports = new HashSet<>();
            for (Sample app : apps) {
                ObservedInstance healthy =
                        running.awaitState(app, InstanceState.HEALTHY, Duration.ofMinutes(4));
                assertThat(ports.add(Objects.requireNonNull(healthy.hostPort()))).isTrue();
            }
        }
    }

    @Test
    void aPortOfAStrangerIsLeftOutAndARangeWithoutAnyIsNamed() throws Exception {
        try (var running = RunningAgent.started(data);
                var stranger = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            int taken = stranger.getLocalPort();
            running.controlPlane().portRange(taken, taken);
            Sample app = Sample.node(Sample.SERVER);
            running.want(app);

            ObservedInstance failed = running.awaitState(app, InstanceState.FAILED);

            assertThat(Objects.requireNonNull(failed.cause()).code())
                    .isEqualTo("port_range_exhausted");
            assertThat(running.containers()).isEmpty();
        }
    }
}
