package dev.autostack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.CreateContainer;
import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.MetricSample;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.RestartPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    void environmentsCannotReachEachOthersNetworkButNeighboursCan() throws Exception {
        try (var running = RunningAgent.started(data)) {
            String asks =
                    "const net=require('net');require('http').createServer((q,s)=>{"
                            + "const [h,p]=q.url.slice(1).split(':');if(!p)return s.end('ok');"
                            + "const c=net.connect({host:h,port:+p,timeout:4000});"
                            + "c.on('connect',()=>s.end('reached'));c.on('error',e=>s.end('no '+e.code));"
                            + "c.on('timeout',()=>{c.destroy();s.end('no timeout')});"
                            + "}).listen(process.env.PORT)";
            Sample one = Sample.node(asks);
            Sample neighbour = one.sibling(1).name("neighbour");
            Sample foreign = Sample.node(asks);
            running.want(one, neighbour, foreign);
            ObservedInstance asking = running.awaitState(one, InstanceState.HEALTHY);
            ObservedInstance beside = running.awaitState(neighbour, InstanceState.HEALTHY);
            ObservedInstance away = running.awaitState(foreign, InstanceState.HEALTHY);

            assertThat(get(asking, address(running, beside) + ":3000")).isEqualTo("reached");
            assertThat(get(asking, "neighbour:3000")).isEqualTo("reached");
            assertThat(get(asking, address(running, away) + ":3000")).startsWith("no ");
            assertThat(running.networks()).hasSize(2);
        }
    }

    @Test
    void anInstanceIsConfinedAsTheRulesSay() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample app =
                    Sample.node(
                            "const fs=require('fs');let root='ro';try{fs.writeFileSync('/x','');root='rw'}catch{}"
                                    + "fs.writeFileSync('/tmp/x','');"
                                    + "const status=fs.readFileSync('/proc/self/status','utf8');"
                                    + "const pick=n=>status.match(new RegExp(n+':\\\\s*(\\\\S+)'))[1];"
                                    + "require('http').createServer((q,s)=>s.end([root,pick('CapEff'),"
                                    + "pick('CapBnd'),pick('NoNewPrivs'),pick('Seccomp')].join(' ')))"
                                    + ".listen(process.env.PORT)");
            running.want(app);
            ObservedInstance healthy = running.awaitState(app, InstanceState.HEALTHY);

            assertThat(get(healthy, "")).isEqualTo("ro 0000000000000000 0000000000000000 1 2");
        }
    }

    @Test
    void valuesOfAnyShapeReachTheContainerByteForByte() throws Exception {
        try (var running = RunningAgent.started(data)) {
            var values =
                    Map.of(
                            "A", "quote \" ' ` $HOME $(id) ; | & \\ end",
                            "B", "two\nlines\n",
                            "C", "-leading --dash",
                            "D", "ünï ☃ 😀 \u202e",
                            "E", "",
                            "F", "=a=b=");
            Sample app =
                    Sample.node(
                                    "require('http').createServer((q,s)=>s.end(JSON.stringify("
                                            + "[process.env.A,process.env.B,process.env.C,process.env.D,"
                                            + "process.env.E,process.env.F,process.argv.slice(1)])))"
                                            + ".listen(process.env.PORT)")
                            .variables(values);
            String script = app.instance().command().get(2);
            app = app.command("node", "-e", script, "--", "-x", "a \"b\" $c\n;", "ü");
            running.want(app);
            ObservedInstance healthy = running.awaitState(app, InstanceState.HEALTHY);

            assertThat(get(healthy, ""))
                    .isEqualTo(
                            "[\"quote \\\" ' ` $HOME $(id) ; | & \\\\ end\",\"two\\nlines\\n\","
                                    + "\"-leading --dash\",\"ünï ☃ 😀 \u202e\",\"\",\"=a=b=\","
                                    + "[\"-x\",\"a \\\"b\\\" $c\\n;\",\"ü\"]]");
        }
    }

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
    void samplesTellWhatAnInstanceUses() throws Exception {
        try (var running = RunningAgent.started(data)) {
            Sample busy =
                    Sample.node(
                            "setInterval(()=>{const e=Date.now()+50;while(Date.now()<e);},100);"
                                    + Sample.SERVER);
            running.want(busy);
            running.awaitState(busy, InstanceState.HEALTHY);
            await().until(() -> running.controlPlane().samples().size() >= 2);

            MetricSample sample = running.controlPlane().samples().getLast();
            assertThat(sample.instanceId()).isEqualTo(busy.id());
            assertThat(sample.cpuPercent()).isBetween(0.1, 110.0);
            assertThat(sample.memoryBytes()).isBetween(10L << 20, 128L << 20);
            assertThat(sample.memoryLimitBytes()).isEqualTo(128L << 20);
            assertThat(sample.pids()).isPositive();
            assertThat(sample.networkInBytes()).isPositive();
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

    private static ContainerFacts inspect(RunningAgent running, ObservedInstance instance) {
        return running.engine()
                .containers()
                .inspect(Objects.requireNonNull(instance.containerId()))
                .orElseThrow();
    }

    private static String address(RunningAgent running, ObservedInstance instance) {
        return Objects.requireNonNull(inspect(running, instance).address());
    }

    private static String code(ObservedInstance instance) {
        return Objects.requireNonNull(instance.cause()).code();
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

    private static String get(ObservedInstance instance, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + instance.hostPort()
                                                            + "/"
                                                            + path))
                                    .timeout(Duration.ofMinutes(1))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
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
