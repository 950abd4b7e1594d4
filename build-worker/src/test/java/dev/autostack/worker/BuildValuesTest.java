package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.Cause;
import dev.autostack.worker.testing.Hostile;
import dev.autostack.worker.testing.Leases;
import dev.autostack.worker.testing.SimulatedBuild;
import dev.autostack.worker.testing.WorkerSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build is given, and what of it anybody gets to see. */
class BuildValuesTest {
    @TempDir static Path folder;
    private static WorkerSetup setup;

    @BeforeAll
    static void start() {
        setup = new WorkerSetup(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        setup.close();
    }

    @Test
    void secretsAreMountsAndAppearNowhere() throws Exception {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("PLAIN", "canary-plain-4711-value");
        secrets.put("QUOTED", "canary \"q\" 'q' $HOME `id` ; ünïcödé \\ end");
        secrets.put(
                "KEY",
                "-----BEGIN KEY-----\ncanaryLineOneOfTheKey\ncanaryLineTwoOfTheKey\n-----END KEY-----\n");
        StringBuilder run = new StringBuilder("RUN ");
        secrets.keySet().forEach(n -> run.append("--mount=type=secret,id=").append(n).append(' '));
        run.append("for s in ").append(String.join(" ", secrets.keySet()));
        run.append(
                "; do sha256sum /run/secrets/$s; cat /run/secrets/$s; echo; base64 /run/secrets/$s;");
        run.append(" base64 -w0 /run/secrets/$s; echo; done");
        Leases lease =
                setup.build("secrets", run.toString())
                        .withSecrets(
                                secrets.entrySet().stream()
                                        .map(e -> new BuildSecret(e.getKey(), e.getValue()))
                                        .toList());
        List<Path> before = secretFiles();
        List<String> commandLines = Collections.synchronizedList(new ArrayList<>());
        Thread sampler = Thread.ofPlatform().daemon().start(() -> sample(commandLines));

        SimulatedBuild build = setup.offer(lease.lease());
        WorkerSetup.pushed(build);
        sampler.interrupt();
        sampler.join();

        String everything = build.text() + build.stages() + build.outcome();
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            assertThat(build.text())
                    .contains(sha256(secret.getValue()) + "  /run/secrets/" + secret.getKey());
            for (String line : secret.getValue().lines().toList()) {
                assertThat(everything).doesNotContain(line);
                assertThat(everything).doesNotContain(base64(line).substring(0, 12));
                assertThat(setup.registry().stores(line)).isFalse();
                assertThat(commandLines).noneMatch(l -> l.contains(line));
            }
        }
        assertThat(commandLines).anyMatch(l -> l.contains("--secret=id=PLAIN"));
        assertThat(secretFiles()).isSubsetOf(before);
    }

    /** In memory, of all workers of this machine: one that was killed may have left some. */
    private static List<Path> secretFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(Path.of("/dev/shm"), "autostack-*")) {
            for (Path folder : folders) {
                try (var files = Files.walk(folder)) {
                    files.filter(Files::isRegularFile).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static void sample(List<String> commandLines) {
        while (!Thread.currentThread().isInterrupted()) {
            ProcessHandle.allProcesses()
                    .forEach(p -> p.info().commandLine().ifPresent(commandLines::add));
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void variablesArriveByteForByte() throws Exception {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String value : Hostile.list()) {
            // A NUL or half a character is refused; 64 KiB is tried where it does not cost a shell.
            if (!value.contains("\0")
                    && !value.contains(Hostile.LONE_SURROGATE)
                    && value.length() <= 1000) {
                variables.put("V" + variables.size(), value);
            }
        }
        List<String> instructions = new ArrayList<>();
        variables.keySet().forEach(name -> instructions.add("ARG " + name));
        instructions.add(
                "RUN "
                        + variables.keySet().stream()
                                .map(name ->
                                        "printf %s \"$"
                                                + name
                                                + "\" | sha256sum | sed 's/^/"
                                                + name
                                                + " /'")
                                .collect(Collectors.joining("; ")));
        Leases lease =
                setup.build("variables", instructions.toArray(String[]::new))
                        .withVariables(variables);

        SimulatedBuild build = setup.offer(lease.lease());

        WorkerSetup.pushed(build);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            assertThat(build.text())
                    .contains(variable.getKey() + " " + sha256(variable.getValue()));
        }
    }

    @Test
    void aVariableThatNoProgramCanTakeIsRefusedWithoutItsValue() {
        for (String value : List.of("a\0b", "x".repeat(200_000))) {
            Cause cause =
                    WorkerSetup.failure(
                            setup.offer(
                                    setup.build("odd" + value.length(), "RUN true")
                                            .withVariables(Map.of("ODD", value))
                                            .lease()));

            assertThat(cause.code()).isEqualTo("build_variable_invalid");
            assertThat(cause.message()).doesNotContain(value);
        }
    }

    @Test
    void anEmptySecretIsRefusedByNameBecauseItsMountWouldBeMissing() {
        SimulatedBuild build =
                setup.offer(
                        setup.build("hollow", "RUN true")
                                .withSecrets(List.of(new BuildSecret("HOLLOW", "")))
                                .lease());

        Cause cause = WorkerSetup.failure(build);
        assertThat(cause.code()).isEqualTo("build_variable_invalid");
        assertThat(cause.message()).contains("HOLLOW").contains("empty");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
