package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.testing.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories inside of repositories. */
class SubmodulesTest extends CheckoutSetup {
    @Test
    void submodulesComeOnlyWhenAsked() {
        GitRepository library = git.repository("library");
        library.file("lib", "1").push("Library");
        GitRepository app = git.repository("app");
        app.file("a", "1");
        app.git(
                "-c",
                "protocol.git.allow=always",
                "submodule",
                "--quiet",
                "add",
                git.url(library),
                "deep/lib");
        app.push("With library");

        SourceTree without = tree(source(git.url(app), null, null));
        SourceTree with = tree(withSubmodules(git.url(app)));

        assertThat(without.directory().resolve("deep/lib")).isEmptyDirectory();
        assertThat(read(with, "deep/lib/lib")).isEqualTo("1");
    }

    @Test
    void relativeSubmodulesCountFromTheRepository() {
        git.repository("library").file("lib", "1").push("Library");
        GitRepository app = git.repository("app");
        app.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                "../library.git",
                "lib");
        app.push("With library");

        assertThat(read(tree(withSubmodules(git.url(app))), "lib/lib")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "/etc",
                "ext::sh -c touch% x",
                "https://127.0.0.2/x",
                "-u./x",
                "https://169.254.169.254/x"
            })
    void hostileSubmoduleUrlsAreRefused(String url) {
        GitRepository app = git.repository("app");
        String sha = app.file("a", "1").push("One");
        app.file(".gitmodules", "[submodule \"m\"]\n\tpath = m\n\turl = " + url + "\n");
        app.git("update-index", "--add", "--cacheinfo", "160000," + sha + ",m");
        app.git("add", ".gitmodules");
        app.git("commit", "--quiet", "--message", "Module");
        app.git("push", "--quiet", "origin", "HEAD");

        assertThat(cause(withSubmodules(git.url(app))).code())
                .isIn("source_submodule", "source_address_refused", "source_damaged");
    }

    @Test
    void aSubmodulePathOverALinkIsRefused() throws IOException {
        GitRepository library = git.repository("library");
        library.file("canary", "1").push("Library");
        GitRepository app = git.repository("app");
        String sha = library.git("rev-parse", "HEAD");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(app.work().resolve("link"), outside);
        app.file(
                ".gitmodules",
                "[submodule \"m\"]\n\tpath = LINK/m\n\turl = "
                        + git.url(library)
                        + "\n[submodule \"n\"]\n\tpath = link\n\turl = "
                        + git.url(library)
                        + "\n");
        app.git("add", "--all");
        app.git("update-index", "--add", "--cacheinfo", "160000," + sha + ",LINK/m");
        app.git("commit", "--quiet", "--message", "Module");
        app.git("push", "--quiet", "origin", "HEAD");

        checkOut(withSubmodules(git.url(app)));

        assertThat(outside).isEmptyDirectory();
        assertThat(Files.isSymbolicLink(folder.resolve("workspace-0/source").resolve("link")))
                .isTrue();
        assertThat(Files.exists(outside.resolve("canary"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
}
