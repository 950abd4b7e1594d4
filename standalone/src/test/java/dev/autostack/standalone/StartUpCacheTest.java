package dev.autostack.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How {@code bin/up} starts a JVM that has a start-up cache, with the options of standalone and of
 * the edge, and with a program of one class instead of theirs.
 */
class StartUpCacheTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Map<String, Path> OPTIONS =
            Map.of(
                    "standalone",
                    PROJECT.resolve("standalone/src/main/dist/jvm.options"),
                    "edge",
                    PROJECT.resolve("agents/edge/src/main/dist/jvm.options"));

    @TempDir static Path folder;

    private record Ended(int code, String output) {}

    @BeforeAll
    static void train() throws Exception {
        assumeThat(Path.of("/bin/bash")).as("no bash").isExecutable();
        Path source = folder.resolve("Hello.java");
        Files.writeString(
                source,
                "public class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }");
        tool("javac", "-d", folder.toString(), source.toString());
        tool("jar", "cf", jar(), "-C", folder.toString(), "Hello.class");
        for (String name : OPTIONS.keySet()) {
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(options(name));
            command.addAll(List.of("-XX:AOTCacheOutput=" + cache(name), "-cp", jar(), "Hello"));
            Ended trained = run(command, Map.of());
            assertThat(trained.code()).as(trained.output()).isZero();
        }
    }

    private static void tool(String name, String... arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
        assertThat(tool.run(System.err, System.err, arguments)).isZero();
    }

    private static String jar() {
        return folder.resolve("hello.jar").toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path cache(String name) {
        return folder.resolve(name + ".aot");
    }

    private static List<String> options(String name) throws IOException {
        return Files.readAllLines(Objects.requireNonNull(OPTIONS.get(name))).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static Ended run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output.strip());
    }

    /** What the start script decides with these options in the environment. */
    private static Ended decide(String name, Map<String, String> environment) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/bash",
                                "-euc",
                                "cd \"$1\"; . bin/lib/say.sh; . bin/lib/build.sh; shift; aot_option \"$@\"",
                                "start",
                                PROJECT.toString(),
                                name,
                                cache(name).toString()));
        command.addAll(options(name));
        command.addAll(List.of("-cp", jar()));
        return run(command, environment);
    }

    private static Map<String, String> environment(String variable, @Nullable String options) {
        Map<String, String> environment = new HashMap<>();
        if (options != null) {
            environment.put(variable, options);
        }
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "standalone, JDK_JAVA_OPTIONS,",
        "standalone, JDK_JAVA_OPTIONS, -Dsome.property=1",
        "standalone, JAVA_TOOL_OPTIONS, -Xms64m",
        // Its own young generation goes before that of the environment.
        "standalone, JDK_JAVA_OPTIONS, -Xmn1g",
        "edge, JDK_JAVA_OPTIONS,",
        "edge, JDK_JAVA_OPTIONS, -Dsome.property=1",
    })
    void itIsUsedWhereItFits(String name, String variable, @Nullable String options)
            throws Exception {
        Ended decided = decide(name, environment(variable, options));

        assertThat(decided).isEqualTo(new Ended(0, "-XX:AOTCache=" + cache(name)));
    }

    @ParameterizedTest
    @CsvSource({
        // No room for the cache's objects: the JVM would not start.
        "edge, JDK_JAVA_OPTIONS, -Xmn1g",
        "standalone, JDK_JAVA_OPTIONS, -XX:-UseCompressedOops",
        "edge, JAVA_TOOL_OPTIONS, -XX:+UseCompactObjectHeaders",
        "edge, JDK_JAVA_OPTIONS, --add-modules=java.sql",
    })
    void itIsLeftOutWithOneLineWhereItDoesNotFit(String name, String variable, String options)
            throws Exception {
        Map<String, String> environment = environment(variable, options);

        Ended decided = decide(name, environment);

        assertThat(decided)
                .isEqualTo(
                        new Ended(
                                0,
                                name
                                        + " starts without its start-up cache, which does not fit the Java options of the environment."));
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options(name));
        command.addAll(List.of("-cp", jar(), "Hello"));
        Ended started = run(command, environment);
        assertThat(started.code()).as(started.output()).isZero();
        assertThat(started.output()).endsWith("hello");
    }
}
