package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that somebody made to break the planner: never a crash, a hang or a look outside. */
class HostileTreesTest {
    private static final String EXPRESS =
            "{\"scripts\": {\"start\": \"node server.js\"}, \"dependencies\": {\"express\": \"4\"}}";

    @TempDir private Path root;

    // JUnit sets the field before it calls a test.
    @SuppressWarnings("NullAway.Init")
    HostileTreesTest() {}

    private void file(String path, String text) throws IOException {
        file(path, text, StandardCharsets.UTF_8);
    }

    private void file(String path, String text, Charset charset) throws IOException {
        Path file = root.resolve(path);
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, text.getBytes(charset));
    }

    /** Generous: it shall end, also on a machine that is busy with other things. */
    private Detection plan() {
        return Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () ->
                        GoldenText.detection(
                                new Planner(PlannerSettings.defaults())
                                        .plan(DirectoryFiles.open(root), PlanOverrides.none())));
    }

    private static List<String> codes(Detection detection) {
        return detection.warnings().stream().map(Detection.Warning::code).distinct().toList();
    }

    @Test
    void aLinkOutOfTheTreeIsNotReadAndNamed() throws IOException {
        Files.createSymbolicLink(root.resolve("package.json"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("src"), Path.of("/etc"));
        file("index.html", "<p>home</p>");
        Detection detection = plan();
        assertThat(detection.stack()).isEqualTo("static");
        assertThat(codes(detection)).containsExactly("link_not_followed");
        assertThat(detection.warnings().getFirst().message()).contains("package.json", "src");
    }

    @Test
    void linksInCirclesEndAndAreNamed() throws IOException {
        file("package.json", EXPRESS);
        Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
        Files.createSymbolicLink(root.resolve("here"), root);
        Detection detection = plan();
        assertThat(detection.framework()).isEqualTo("express");
        assertThat(codes(detection)).containsExactly("link_not_followed");
    }

    @Test
    void pipesAndDevicesAreNotOpened() throws Exception {
        file("index.html", "<p>home</p>");
        int exit =
                new ProcessBuilder("mkfifo", root.resolve("package.json").toString())
                        .start()
                        .waitFor();
        Assumptions.assumeTrue(exit == 0, "mkfifo is not there");
        Detection detection = plan();
        assertThat(detection.stack()).isEqualTo("static");
        assertThat(codes(detection)).contains("file_special");
    }

    @Test
    void brokenFilesOfEveryFormatAreLeftOutWithTheirNames() throws IOException {
        file("package.json", "{\"a\": ");
        file("pyproject.toml", "[[[");
        file("pom.xml", "<project><");
        file("compose.yaml", "a: [");
        Detection detection = plan();
        assertThat(codes(detection)).containsExactly("file_malformed");
        assertThat(detection.warnings()).hasSize(4);
    }

    @Test
    void utf16IsReadAndNamed() throws IOException {
        file("package.json", "\uFEFF" + EXPRESS, StandardCharsets.UTF_16LE);
        Detection detection = plan();
        assertThat(detection.framework()).isEqualTo("express");
        assertThat(codes(detection)).containsExactly("file_encoding");
    }

    @Test
    void aByteOrderMarkIsReadAndNamed() throws IOException {
        file("package.json", "\uFEFF" + EXPRESS);
        Detection detection = plan();
        assertThat(detection.framework()).isEqualTo("express");
        assertThat(codes(detection)).containsExactly("file_encoding");
    }

    @Test
    void windowsLineEndingsAreReadAndNamedWhereLinuxStumblesOverThem() throws IOException {
        file("build.gradle", "plugins {\r\n  id 'java'\r\n  id 'application'\r\n}\r\n");
        file("gradlew", "#!/bin/sh\r\nexec java\r\n");
        file("src/main/java/App.java", "class App {\r\n}\r\n");
        Detection detection = plan();
        assertThat(detection.stack()).isEqualTo("java");
        assertThat(codes(detection)).contains("line_endings");
    }

    @Test
    void aLineOfOneMegabyteIsTooLargeForAManifestAndHarmlessInSources() throws IOException {
        file("package.json", "{\"x\": \"" + "x".repeat(1 << 20) + "\"}");
        file("server.js", "const a = '" + "x".repeat(1 << 20) + "'");
        assertThat(codes(plan())).containsExactly("file_too_large");
    }

    @Test
    void deepNestingIsNamed() throws IOException {
        file("package.json", "[".repeat(100_000));
        file("pyproject.toml", "a=" + "[".repeat(100_000));
        file("pom.xml", "<a>".repeat(100_000));
        file("compose.yaml", "[".repeat(100_000));
        Detection detection = plan();
        assertThat(codes(detection)).containsExactly("file_malformed");
        assertThat(detection.warnings()).hasSize(4);
    }

    @Test
    void entityAndAliasBombsAreNamed() throws IOException {
        StringBuilder xml = new StringBuilder("<!DOCTYPE p [<!ENTITY e0 \"xxxxxxxxxx\">");
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 14; i++) {
            xml.append("<!ENTITY e").append(i).append(" \"");
            xml.append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(("*a" + (i - 1) + ",").repeat(9)).append("]\n");
        }
        file("pom.xml", xml + "]><project>&e13;</project>");
        file("compose.yaml", yaml.toString());
        Detection detection = plan();
        assertThat(detection.warnings())
                .extracting(Detection.Warning::code, warning -> warning.message().split(" ", 4)[2])
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("file_malformed", "pom.xml"),
                        org.assertj.core.groups.Tuple.tuple("file_malformed", "compose.yaml"));
    }

    @Test
    void thousandsOfEmptyLinesDoNotOccupyTheTomlParser() throws IOException {
        file("pyproject.toml", "[project]\nname = \"a\"\n" + "\n".repeat(100_000) + "# end\n");
        file("Cargo.toml", "#\n".repeat(100_000));
        assertThat(plan().stack()).isEqualTo("python");
    }

    @Test
    void aTreeOfMoreFilesThanAreLookedAtIsNamed() throws IOException {
        file("package.json", EXPRESS);
        for (int i = 0; i < 7; i++) {
            Path folder = Files.createDirectories(root.resolve("src/part" + i));
            for (int j = 0; j < 2_000; j++) {
                Files.createFile(folder.resolve("f" + j + ".js"));
            }
        }
        Detection detection = plan();
        assertThat(detection.framework()).isEqualTo("express");
        assertThat(codes(detection)).containsExactly("tree_truncated");
    }
}
