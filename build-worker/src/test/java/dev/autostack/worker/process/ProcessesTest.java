package dev.autostack.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.autostack.worker.testing.Hostile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessesTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir Path folder;
    private final String owner = "test-" + UUID.randomUUID();
    private final Processes processes = new Processes(owner);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        processes.killAll();
        processes.close();
    }

    private Command command(String... arguments) {
        return new Command(List.of(arguments), folder, Processes.plainEnvironment());
    }

    private Command perl(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of("/usr/bin/perl", "-e", program));
        all.addAll(List.of(arguments));
        return new Command(all, folder, Processes.plainEnvironment());
    }

    private RunningProcess start(Command command) {
        return processes.start(command, "work", (_, line) -> lines.add(line));
    }

    private List<Long> left() {
        return processes.marked(owner + "/");
    }

    private void awaitLines(int count) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lines.size() >= count);
    }

    @Test
    void outputArrivesLineByLineAlsoWithoutALastLineEnd() {
        Exit exit = start(perl("print qq{one\\n\\ntwo\\nthree}")).await(LIMIT);

        assertThat(exit).isEqualTo(new Exit.Ended(0));
        assertThat(lines).containsExactly("one", "", "two", "three");
    }

    @Test
    void overlongLinesAreCutBetweenCharacters() {
        start(perl("print qq{\\xc3\\xa4} x 100000")).await(LIMIT);

        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(String.join("", lines)).isEqualTo("ä".repeat(100_000));
    }

    @Test
    void theExitCodeIsTold() {
        assertThat(start(perl("exit 7")).await(LIMIT)).isEqualTo(new Exit.Ended(7));
    }

    @Test
    void theEnvironmentHoldsOnlyWhatTheCommandSays() {
        Command command =
                new Command(
                        List.of("/usr/bin/env"), folder, Map.of("ONE", "1", "LC_ALL", "C.UTF-8"));

        processes.start(command, "work", (_, line) -> lines.add(line)).await(LIMIT);

        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "ONE=1", "LC_ALL=C.UTF-8", Processes.MARK + "=" + owner + "/work/");
    }

    @ParameterizedTest
    @MethodSource("dev.autostack.worker.testing.Hostile#strings")
    void hostileArgumentsArriveByteForByteOrAreRefused(String value) {
        Command command;
        try {
            // What follows -- is not an option of perl either.
            command = perl("print unpack('H*', $ARGV[0])", "--", value);
        } catch (UnpassableValue e) {
            assertThat(value).containsAnyOf("\0", Hostile.LONE_SURROGATE);
            assertThat(e.getMessage()).doesNotContain(value);
            return;
        }
        start(command).await(LIMIT);

        assertThat(String.join("", lines)).isEqualTo(Hostile.hex(value));
    }

    @Test
    void anArgumentLongerThanTheKernelTakesIsRefused() {
        String value = "x".repeat(200_000);

        assertThatThrownBy(() -> perl("1", value)).isInstanceOf(UnpassableValue.class);
    }

    @Test
    void aProgramWithoutAPathIsRefused() {
        assertThatThrownBy(() -> command("git", "version"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timeUpKillsTheProcess() {
        Exit exit = start(perl("sleep 1000")).await(Duration.ofMillis(300));

        assertThat(exit).isEqualTo(new Exit.TimedOut());
        assertThat(left()).isEmpty();
    }

    @Test
    void killEndsTheWholeGroupAlsoWhatIgnoresTerm() {
        RunningProcess running =
                start(
                        perl(
                                "$SIG{TERM} = 'IGNORE'; $| = 1; fork(); fork(); print qq{up\\n};"
                                        + " sleep 1 while 1"));
        awaitLines(4);

        running.kill();

        assertThat(running.await(LIMIT)).isEqualTo(new Exit.Killed());
        await().atMost(LIMIT).until(() -> left().isEmpty());
    }

    @Test
    void aDoubleForkedProcessInASessionOfItsOwnIsFoundAndKilled() {
        String daemon =
                "use POSIX; if (fork() == 0) { POSIX::setsid(); if (fork() == 0) { close STDOUT;"
                        + " close STDERR; sleep 1000 while 1 } exit 0 } wait(); print qq{gone\\n}";
        assertThat(start(perl(daemon)).await(LIMIT)).isEqualTo(new Exit.Ended(0));
        assertThat(left()).hasSize(1);

        processes.killAll("work");

        assertThat(left()).isEmpty();
    }

    @Test
    void oneWorkIsKilledWithoutTheOthers() {
        processes.start(perl("sleep 1000"), "work-1", OutputSink.none());
        processes.start(perl("sleep 1000"), "work-11", OutputSink.none());
        await().atMost(LIMIT).until(() -> left().size() == 2);

        processes.killAll("work-1");

        assertThat(left()).hasSize(1);
    }

    @Test
    void anOrphanThatHoldsThePipesDoesNotHoldTheCaller() {
        long begin = System.nanoTime();

        start(perl("if (fork() == 0) { sleep 1000 while 1 } print qq{done\\n}")).await(LIMIT);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        assertThat(lines).containsExactly("done");
    }

    @Test
    void aFailingSinkEndsTheProcessAndIsTold() {
        RunningProcess running =
                processes.start(
                        perl("$| = 1; while (1) { print qq{x\\n} }"),
                        "work",
                        (_, _) -> {
                            throw new IllegalStateException("full");
                        });

        assertThatThrownBy(() -> running.await(LIMIT)).hasMessage("full");
        assertThat(left()).isEmpty();
    }

    @Test
    void aStopKillsWhatRunsAndLetsNothingStart() {
        StopSignal stop = new StopSignal();
        BuildProcesses build = new BuildProcesses(processes, "work", stop);
        Thread.ofVirtual()
                .start(() -> {
                    await().atMost(LIMIT).until(() -> left().size() == 1);
                    stop.stop(new StopReason.Cancelled());
                });

        assertThatThrownBy(() -> build.run(perl("sleep 1000"), OutputSink.none(), LIMIT))
                .isInstanceOf(BuildStopped.class);
        assertThatThrownBy(() -> build.run(perl("sleep 1000"), OutputSink.none(), LIMIT))
                .isInstanceOf(BuildStopped.class);
        assertThat(left()).isEmpty();
    }
}
