package dev.autostack.planner.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFilesTest {
    @TempDir private Path root;

    // JUnit sets the field before it calls a test.
    @SuppressWarnings("NullAway.Init")
    DirectoryFilesTest() {}

    private AppFiles open() throws IOException {
        return DirectoryFiles.open(root);
    }

    @Test
    void linksOutOfTheTreeAreNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc"), Path.of("/etc"));
        AppFiles files = open();
        assertThat(files.isFile("passwd")).isFalse();
        assertThat(files.isFile("etc/passwd")).isFalse();
        assertThat(files.read("passwd", 100)).isInstanceOf(Content.Missing.class);
        assertThat(files.read("../../../etc/passwd", 100)).isInstanceOf(Content.Missing.class);
        assertThat(files.read("/etc/passwd", 100)).isInstanceOf(Content.Missing.class);
        assertThat(files.listing().outside()).containsExactly("etc", "passwd");
    }

    @Test
    void linksInsideTheTreeAreFilesAndLoopsEnd() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/package.json"), "{}");
        Files.createSymbolicLink(root.resolve("package.json"), Path.of("a/package.json"));
        Files.createSymbolicLink(root.resolve("a/b/up"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
        AppFiles files = open();
        assertThat(files.isFile("package.json")).isTrue();
        assertThat(files.isFile("self")).isFalse();
        assertThat(files.listing().files()).containsExactly("package.json", "a/package.json");
    }

    @Test
    void devicesAreNotOpened() throws Exception {
        Path pipe = root.resolve("package.json");
        int exit = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        Assumptions.assumeTrue(exit == 0, "mkfifo is not there");
        assertThat(open().read("package.json", 100)).isInstanceOf(Content.Unreadable.class);
        assertThat(open().listing().special()).containsExactly("package.json");
    }

    @Test
    void byteOrderMarksUtf16AndLineEndingsAreRemoved() throws IOException {
        Files.write(root.resolve("utf8"), "\uFEFFa\r\nb".getBytes(StandardCharsets.UTF_8));
        Files.write(root.resolve("utf16"), "\uFEFFa\r\nb".getBytes(StandardCharsets.UTF_16LE));
        Files.write(root.resolve("bare16"), "a\nb".getBytes(StandardCharsets.UTF_16BE));
        Files.write(root.resolve("binary"), new byte[] {0, 0, 1, 0, 2, 7, 0, 0});
        for (String name : new String[] {"utf8", "utf16", "bare16"}) {
            assertThat(open().read(name, 100))
                    .isEqualTo(
                            new Content.Text(
                                    "a\nb",
                                    true,
                                    name.equals("utf8")
                                            ? Content.Form.MARKED
                                            : Content.Form.UTF_16));
        }
        assertThat(open().read("binary", 100)).isInstanceOf(Content.Unreadable.class);
    }

    @Test
    void aLargeTreeIsCutShortShallowFilesFirst() throws IOException {
        for (int i = 0; i < 8; i++) {
            Path folder = Files.createDirectories(root.resolve("deep/deeper/d" + i));
            for (int j = 0; j < 2_000; j++) {
                Files.createFile(folder.resolve("f" + j));
            }
        }
        Files.writeString(root.resolve("zz"), "");
        Listing listing = open().listing();
        assertThat(listing.truncated()).isTrue();
        assertThat(listing.files())
                .hasSizeLessThanOrEqualTo(DirectoryFiles.MAX_FILES)
                .startsWith("zz");
    }
}
