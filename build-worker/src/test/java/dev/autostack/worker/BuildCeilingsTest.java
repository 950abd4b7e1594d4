package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.BuildOutcome;
import dev.autostack.worker.engine.DedicatedEngine;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.Tool;
import dev.autostack.worker.testing.WorkerSetup;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that misbehave, in dedicated engines: each ends at its own ceiling and harms nobody. */
class BuildCeilingsTest {
    private static final long MB = 1L << 20;

    @TempDir static Path folder;
    private static WorkerSetup setup;

    @BeforeAll
    static void start() {
        String impossible = DedicatedEngine.impossible();
        Assumptions.assumeTrue(impossible == null, "no dedicated engines: " + impossible);
        setup = new WorkerSetup(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        if (setup != null) {
            setup.close();
        }
    }

    private static SimulatedBuild build(String name, String dockerfile, BuildLimits limits) {
        GitRepository repository = setup.repository(name, dockerfile);
        return setup.offer(setup.lease(repository).withLimits(limits).lease());
    }

    private static String failure(SimulatedBuild build) {
        BuildOutcome outcome = WorkerSetup.outcome(build);
        assertThat(outcome).as(build.text()).isInstanceOf(BuildOutcome.Failed.class);
        return ((BuildOutcome.Failed) outcome).cause().code();
    }

    private static String from(String run) {
        return "FROM debian:bookworm-slim\nRUN " + run + "\nEXPOSE 80\n";
    }

    @Test
    void memoryHogEndsAtItsCeilingWithTheCause() {
        SimulatedBuild build =
                build(
                        "hog",
                        from("perl -e 'my @a; while (1) { push @a, \"x\" x 10000000 }'"),
                        new BuildLimits(1, 200 * MB, 200, 180_000, 1024 * MB));

        assertThat(failure(build)).isEqualTo("build_out_of_memory");
    }

    @Test
    void forkBombEndsWithTheCauseWhileANeighbourBuilds() {
        SimulatedBuild bomb =
                build(
                        "bomb",
                        from("perl -e 'while (1) { fork() }'"),
                        new BuildLimits(1, 500 * MB, 150, 180_000, 1024 * MB));
        SimulatedBuild neighbour =
                build(
                        "neighbour",
                        from("perl -e 'my $n = 0; $n += $_ for 1 .. 3000000; print \"$n\\n\"'"),
                        new BuildLimits(1, 500 * MB, 150, 180_000, 1024 * MB));

        assertThat(failure(bomb)).isEqualTo("build_too_many_processes");
        assertThat(WorkerSetup.outcome(neighbour)).isInstanceOf(BuildOutcome.Pushed.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> !running("while (1) { fork() }"));
    }

    @Test
    void endlessBuildEndsAtItsTimeAndLeavesNoProcess() {
        SimulatedBuild build =
                build(
                        "endless",
                        from("perl -e 'while (1) { sleep 1000 } # endless-build'"),
                        new BuildLimits(1, 200 * MB, 200, 10_000, 1024 * MB));

        assertThat(failure(build)).isEqualTo("build_timeout");
        await().atMost(Duration.ofMinutes(1)).until(() -> !running("# endless-build"));
    }

    @Test
    void buildGetsNoMoreProcessorThanItsLimit() {
        // Four processes compute for 5 s and say how much processor time they got together.
        String burn =
                "perl -e 'my $end = time + 5; my @pids = map { my $p = fork; if (!$p) { 1 while time < $end; exit } $p } 1 .. 4;"
                        + " waitpid($_, 0) for @pids; my @t = times; printf \"used %d ms\\n\", 1000 * ($t[2] + $t[3])'";
        SimulatedBuild build =
                build(
                        "processor",
                        from(burn),
                        new BuildLimits(0.5, 200 * MB, 200, 180_000, 1024 * MB));

        assertThat(WorkerSetup.outcome(build)).isInstanceOf(BuildOutcome.Pushed.class);
        Matcher used = Pattern.compile("used (\\d+) ms").matcher(build.text());
        assertThat(used.find()).as(build.text()).isTrue();
        // Half a core for up to 6 s (time() counts whole seconds), and one period of 100 ms more.
        assertThat(Long.parseLong(used.group(1))).isBetween(1L, 3_300L);
    }

    @Test
    void diskHogEndsAtItsCeiling() {
        SimulatedBuild build =
                build(
                        "disk",
                        from("dd if=/dev/zero of=/big bs=1M count=3000 && rm /big"),
                        new BuildLimits(1, 500 * MB, 200, 180_000, 300 * MB));

        assertThat(failure(build)).isEqualTo("build_disk_full");
    }

    @Test
    void buildsReachNeitherTheHostNorItsNetworksNorMetadata() throws IOException {
        String probe =
                """
                use IO::Socket::INET;
                for (@ARGV) {
                    my $s = IO::Socket::INET->new(PeerAddr => $_, Timeout => 3);
                    print "$_ ", ($s ? "open" : "closed"), "\\n";
                }
                """;
        try (ServerSocket listener = new ServerSocket(0)) {
            // Every address of this host, the gateway of the builds' own network among them.
            String addresses =
                    NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .filter(Inet4Address.class::isInstance)
                            .map(address ->
                                    address.getHostAddress() + ":" + listener.getLocalPort())
                            .collect(Collectors.joining(" "));
            assertThat(addresses).contains("198.1");
            GitRepository repository = setup.git().repository("probe");
            repository.file("probe.pl", probe);
            repository.file(
                    "Dockerfile",
                    """
                    FROM debian:bookworm-slim
                    COPY probe.pl /
                    RUN perl /probe.pl 169.254.169.254:80 10.0.0.1:80 %s
                    EXPOSE 80
                    """
                            .formatted(addresses));
            repository.push("Probe");

            SimulatedBuild build = setup.offer(setup.lease(repository).lease());

            assertThat(WorkerSetup.outcome(build))
                    .as(build.text())
                    .isInstanceOf(BuildOutcome.Pushed.class);
            assertThat(build.text())
                    .contains(
                            "169.254.169.254:80 closed", ":" + listener.getLocalPort() + " closed")
                    .doesNotContain(" open");
        }
    }

    private static boolean running(String words) {
        return Tool.run(folder, Map.of(), "ps", "-eo", "args").contains(words);
    }
}
