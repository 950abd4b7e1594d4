package dev.autostack.agent;

import static dev.autostack.agent.testing.Asking.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneInstanceTest {
    @TempDir private Path data;

    @Test
    void aWantedInstanceBecomesHealthyAndAnUnwantedOneLeavesNothing() throws Exception {
        try (var running = RunningAgent.started(data)) {
            String value = "quote \" ' newline \n $HOME ; -dash ünïcode";
            Sample app =
                    Sample.node(
                                    "require('http').createServer((q,s)=>s.end(process.env.VALUE))"
                                            + ".listen(process.env.PORT)")
                            .variables(Map.of("VALUE", value));

            running.want(app);
            ObservedInstance healthy = running.awaitState(app, InstanceState.HEALTHY);

            assertThat(get(healthy, "")).isEqualTo(value);
            assertThat(healthy.hostPort()).isBetween(30000, 39999);
            assertThat(healthy.containerId()).matches("[0-9a-f]{64}");
            assertThat(running.networks()).hasSize(1);

            running.want();
            await().until(() ->
                    running.containers().isEmpty()
                            && running.networks().isEmpty()
                            && running.controlPlane().observed(app.id()).isEmpty());
        }
    }
}
