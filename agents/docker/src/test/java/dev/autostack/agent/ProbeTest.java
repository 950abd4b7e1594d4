package dev.autostack.agent;

import static dev.autostack.agent.testing.Asking.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.RestartPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that fall sick, and the probes that are no HTTP questions. */
class ProbeTest {
    @TempDir private Path data;

    @Test
    void aSickInstanceIsRestartedAndRecovers() throws Exception {
        try (var running = RunningAgent.started(data)) {
            // Sick in its first life, after its second question.
            Sample app =
                    Sample.node(
                                    "const fs=require('fs');let n=0;const again=fs.existsSync('/tmp/once');"
                                            + "fs.writeFileSync('/tmp/once','');"
                                            + "require('http').createServer((q,s)=>{"
                                            + "s.statusCode=!again&&n++>1?500:200;s.end()}).listen(process.env.PORT)")
                            .readOnlyRoot(false)
                            .health(
                                    new HealthCheck(
                                            new Probe.Http("/", 200, 399), 200, 5_000, 1, 2, 0))
                            .restart(new RestartPolicy(3, 2_000, 2_000, 60_000));
            running.want(app);
            running.awaitState(app, InstanceState.HEALTHY);
            await().until(() ->
                    running.controlPlane()
                            .observed(app.id())
                            .filter(i -> i.restarts() == 1)
                            .filter(i -> i.state() == InstanceState.HEALTHY)
                            .isPresent());
            List<ObservedInstance> history = running.controlPlane().history(app.id());
            Optional<ObservedInstance> sick =
                    history.stream()
                            .filter(i ->
                                    i.state() == InstanceState.UNHEALTHY
                                            || i.state() == InstanceState.BACKING_OFF)
                            .findFirst();
            assertThat(sick).isPresent();
            assertThat(Objects.requireNonNull(sick.get().cause()).code())
                    .isEqualTo("health_status_unexpected");
        }
    }

    @Test
    void tcpAndCommandProbesTellListeningFromNot() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample tcp = Sample.node(Sample.SERVER).probe(new Probe.Tcp());
            Sample silent =
                    Sample.node("setInterval(()=>{},1000)")
                            .probe(new Probe.Tcp())
                            .startDeadline(6_000);
            Sample command = Sample.node(Sample.SERVER).probe(new Probe.Command(List.of("true")));
            Sample failing =
                    Sample.node(Sample.SERVER)
                            .probe(new Probe.Command(List.of("false")))
                            .startDeadline(6_000);
            running.want(tcp, silent, command, failing);

            running.awaitState(tcp, InstanceState.HEALTHY);
            running.awaitState(command, InstanceState.HEALTHY);
            assertThat(code(running.awaitState(silent, InstanceState.FAILED)))
                    .isEqualTo("instance_not_listening");
            assertThat(code(running.awaitState(failing, InstanceState.FAILED)))
                    .isEqualTo("health_command_failed");
        }
    }
}
