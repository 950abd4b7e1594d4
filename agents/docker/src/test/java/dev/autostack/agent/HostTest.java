package dev.autostack.agent;

import static dev.autostack.agent.testing.Asking.code;
import static dev.autostack.agent.testing.Asking.get;
import static dev.autostack.agent.testing.Asking.inspect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.CreateContainer;
import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent on the real engine, its neighbours and the accidents of a host. */
class HostTest {
    @TempDir private Path data;

    @Test
    void aRestartedAgentAdoptsWhatRunsAndInterruptsNothing() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app = Sample.node(Sample.SERVER);
            running.want(app);
            ObservedInstance before = running.awaitState(app, InstanceState.HEALTHY);
            ContainerFacts facts = inspect(running, before);

            running.stop();
            running.controlPlane().forgetReports();
            running.start();

            ObservedInstance after = running.awaitState(app, InstanceState.HEALTHY);
            assertThat(after.containerId()).isEqualTo(before.containerId());
            assertThat(after.hostPort()).isEqualTo(before.hostPort());
            assertThat(inspect(running, after).state().startedAt())
                    .isEqualTo(facts.state().startedAt());
            assertThat(running.controlPlane().history(app.id()))
                    .extracting(ObservedInstance::state)
                    .containsOnly(InstanceState.HEALTHY);
        }
    }

    @Test
    void strangersAndOtherAgentsAreNeverTouched(@TempDir Path otherData) throws Exception {
        try (var running = RunningAgent.started(data);
                var other = RunningAgent.started(otherData)) {
            Sample theirs = Sample.node(Sample.SERVER);
            other.want(theirs);
            ObservedInstance theirInstance = other.awaitState(theirs, InstanceState.HEALTHY);
            String stranger = stranger(running);
            ContainerFacts before = running.engine().containers().inspect(stranger).orElseThrow();

            Sample app = Sample.node(Sample.SERVER);
            running.want(app);
            running.awaitState(app, InstanceState.HEALTHY);
            running.want();
            await().until(() -> running.containers().isEmpty());

            assertThat(running.engine().containers().inspect(stranger)).contains(before);
            assertThat(inspect(other, theirInstance).state().running()).isTrue();
            assertThat(other.networks()).hasSize(1);
            running.engine().containers().remove(stranger);
        }
    }

    @Test
    void aRemovedContainerAndADetachedNetworkAreRepaired() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app = Sample.node(Sample.SERVER);
            running.want(app);
            ObservedInstance first = running.awaitState(app, InstanceState.HEALTHY);

            running.engine().containers().remove(Objects.requireNonNull(first.containerId()));
            await().until(() ->
                    running.controlPlane()
                            .observed(app.id())
                            .filter(i -> i.state() == InstanceState.HEALTHY)
                            .filter(i -> !Objects.equals(first.containerId(), i.containerId()))
                            .isPresent());

            ObservedInstance second = running.awaitState(app, InstanceState.HEALTHY);
            docker(
                    "network",
                    "disconnect",
                    "--force",
                    running.networks().getFirst().id(),
                    Objects.requireNonNull(second.containerId()));
            await().until(() -> answers(running, app));
        }
    }

    @Test
    void anOlderGenerationIsRefused() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample seven = Sample.node(Sample.SERVER).sibling(7);
            running.want(seven);
            running.awaitState(seven, InstanceState.HEALTHY);
            Sample six = seven.sibling(6);

            running.want(seven, six);

            assertThat(code(running.awaitState(six, InstanceState.FAILED)))
                    .isEqualTo("generation_stale");
            assertThat(running.containers(six.id())).isEmpty();
            assertThat(running.containers(seven.id())).hasSize(1);
        }
    }

    @Test
    void aLaunchThatIsNoLongerWantedLeavesNothing() throws Exception {
        try (var running = RunningAgent.started(data)) {
            for (int i = 0; i < 5; i++) {
                Sample app = Sample.node(Sample.SERVER);
                running.want(app);
                await().until(() -> running.controlPlane().observed(app.id()).isPresent());
                running.want();
                await().until(() ->
                        running.controlPlane().observed(app.id()).isEmpty()
                                && running.containers().isEmpty());
            }
            await().until(() -> running.networks().isEmpty());
        }
    }

    @Test
    void filesOfTheAgentAreForItsOwnerOnlyAndHoldNoVariable() throws Exception {
        try (var running = RunningAgent.started(data.resolve("new"))) {
            Sample app = Sample.node(Sample.SERVER).variables(Map.of("KEY", "canary-0123456789"));
            running.want(app);
            running.awaitState(app, InstanceState.HEALTHY);
            await().until(() -> Files.exists(data.resolve("new/state.json")));

            try (Stream<Path> files = Files.list(data.resolve("new"))) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                    assertThat(Files.readString(file)).doesNotContain("canary");
                }
            }
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(data.resolve("new"))))
                    .isEqualTo("rwx------");
        }
    }

    private static String stranger(RunningAgent running) {
        var labels = Map.of("somebody", "else");
        return running.engine()
                .containers()
                .create(
                        "as-test-stranger-" + UUID.randomUUID(),
                        new CreateContainer(
                                "stranger",
                                Sample.DEBIAN,
                                List.of(),
                                List.of("sleep", "600"),
                                Map.of(),
                                1,
                                new CreateContainer.Healthcheck(List.of("NONE")),
                                labels,
                                new CreateContainer.Host(
                                        "none",
                                        Map.of(),
                                        new CreateContainer.Restart("no"),
                                        List.of(),
                                        List.of(),
                                        false,
                                        false,
                                        Map.of(),
                                        true,
                                        "private",
                                        10,
                                        32 << 20,
                                        32 << 20,
                                        100_000_000,
                                        new CreateContainer.Log("json-file", Map.of()),
                                        1 << 20,
                                        0),
                                new CreateContainer.Networking(Map.of())));
    }

    private static boolean answers(RunningAgent running, Sample app) {
        Optional<ObservedInstance> now = running.controlPlane().observed(app.id());
        try {
            return now.isPresent()
                    && now.get().state() == InstanceState.HEALTHY
                    && inspect(running, now.get()).address() != null
                    && get(now.get(), "").equals("ok");
        } catch (Exception e) {
            return false;
        }
    }

    private static void docker(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
