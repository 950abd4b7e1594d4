package dev.autostack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, killed without warning. */
class KilledAgentTest {
    @TempDir private Path data;

    @Test
    void anAgentKilledAtAnyStepLeavesOneContainerAndNoOrphan() throws Exception {
        try (var running = RunningAgent.prepared(data)) {
            Sample app = Sample.node(Sample.SERVER).startDeadline(300_000);
            running.want(app);
            // Each process is killed a little later in its life: from before the first look to
            // after the first health.
            for (int millis : new int[] {600, 900, 1_200, 1_600, 2_200, 3_000}) {
                Process agent = process(running);
                assertThat(agent.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
                agent.destroyForcibly().waitFor();
                assertThat(running.enrolled() ? running.containers().size() : 0).isLessThan(2);
            }
            Process agent = process(running);
            try {
                running.awaitState(app, InstanceState.HEALTHY);
                assertThat(running.containers()).hasSize(1);
                assertThat(running.networks()).hasSize(1);
                running.want();
                await().atMost(Duration.ofMinutes(2))
                        .until(() ->
                                running.containers().isEmpty() && running.networks().isEmpty());
            } finally {
                agent.destroy();
                agent.waitFor();
            }
        }
    }

    private static Process process(RunningAgent running) throws IOException {
        AgentConfig config = running.config();
        var builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.autostack.agent.Main"));
        builder.environment().put("AUTOSTACK_CONTROL_PLANE", config.controlPlane().toString());
        builder.environment().put("AUTOSTACK_AGENT_DATA", config.dataDirectory().toString());
        builder.environment()
                .put("AUTOSTACK_ENROLMENT_TOKEN", String.valueOf(config.enrolmentToken()));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }
}
