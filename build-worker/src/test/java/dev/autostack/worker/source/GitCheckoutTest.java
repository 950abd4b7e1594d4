package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a checkout finds, keeps and leaves alone. */
class GitCheckoutTest extends CheckoutSetup {
    @Test
    void theDefaultBranchComesWithTheFactsOfItsCommit() {
        GitRepository repository = git.repository("app");
        String sha = repository.file("dir/ä b.txt", "hello").push("Größe: \"erste\"\n\nBody");

        SourceTree tree = tree(source(git.url(repository), null, null));

        assertThat(read(tree, "dir/ä b.txt")).isEqualTo("hello");
        assertThat(tree.commit().sha()).isEqualTo(sha);
        assertThat(tree.commit().subject()).isEqualTo("Größe: \"erste\"");
        assertThat(tree.commit().author()).isEqualTo("Ada Lovelace");
        assertThat(tree.files()).isEqualTo(1);
        assertThat(tree.directory().resolve(".git")).doesNotExist();
    }

    @Test
    void branchesTagsFullRefsAndCommitsAreFound() {
        GitRepository repository = git.repository("app");
        String first = repository.file("a", "1").push("One");
        repository.git("tag", "--annotate", "--message", "t", "v1");
        repository.git("push", "--quiet", "origin", "v1");
        repository.git("checkout", "--quiet", "-b", "feature/größe");
        String second = repository.file("a", "2").push("Two");
        String url = git.url(repository);

        assertThat(read(tree(source(url, "main", null)), "a")).isEqualTo("1");
        assertThat(read(tree(source(url, "v1", null)), "a")).isEqualTo("1");
        assertThat(read(tree(source(url, "feature/größe", null)), "a")).isEqualTo("2");
        assertThat(read(tree(source(url, "refs/heads/main", null)), "a")).isEqualTo("1");
        assertThat(read(tree(source(url, null, first)), "a")).isEqualTo("1");
        assertThat(read(tree(source(url, "main", second)), "a")).isEqualTo("2");
    }

    @Test
    void theSecondCheckoutFetchesOnlyWhatIsNewAndSeesAForcedPush() {
        GitRepository repository = git.repository("app");
        repository.file("big", "x".repeat(2_000_000)).push("One");
        String url = git.url(repository);
        tree(source(url, "main", null));
        repository.git("checkout", "--quiet", "--orphan", "other");
        repository.file("small", "y");
        repository.git("add", "--all");
        repository.git("commit", "--quiet", "--message", "Two");
        repository.git("push", "--quiet", "--force", "origin", "HEAD:main");

        SourceTree tree = tree(source(url, "main", null));

        assertThat(read(tree, "small")).isEqualTo("y");
        assertThat(tree.commit().subject()).isEqualTo("Two");
    }

    @Test
    void aMirrorThatADeadWorkerLeftIsThrownAway() throws IOException {
        GitRepository repository = git.repository("app");
        repository.file("a", "1").push("One");
        String url = git.url(repository);
        tree(source(url, null, null));
        try (Stream<Path> mirrors = Files.list(folder.resolve("kept/mirrors"))) {
            Path mirror = mirrors.toList().getFirst();
            Files.writeString(mirror.resolve("autostack-in-use"), "");
            Files.writeString(mirror.resolve("shallow.lock"), "");
            Files.writeString(mirror.resolve("HEAD"), "garbage");
        }

        assertThat(read(tree(source(url, null, null)), "a")).isEqualTo("1");
    }

    @Test
    void aServerThatGivesNoSingleCommitsIsAskedForItsHistory() {
        GitRepository repository = http.repository("app");
        String first = repository.file("a", "1").push("One");
        repository.file("a", "2").push("Two");
        repository.git(
                "-C", repository.bare().toString(), "config", "uploadpack.allowFilter", "true");
        repository.git("-C", repository.bare().toString(), "config", "protocol.version", "0");

        SourceTree tree = tree(source(http.url("app.git"), null, first));

        assertThat(read(tree, "a")).isEqualTo("1");
        assertThat(tree.commit().sha()).isEqualTo(first);
    }

    @Test
    void oddButLegalRefsReachGitAsTheyAre() {
        GitRepository repository = git.repository("app");
        repository.file("a", "1").push("One");
        for (String ref : List.of("a&b", "it's", "$HOME", "a(b)", "x,y=z", "a!b", "100%", "#1")) {
            repository.git("push", "--quiet", "origin", "HEAD:refs/heads/" + ref);

            assertThat(tree(source(git.url(repository), ref, null)).commit().subject())
                    .isEqualTo("One");
        }
    }

    @Test
    void whatIsNotThereIsSaidClearly() {
        GitRepository repository = git.repository("app");
        repository.file("a", "1").push("One");
        GitRepository empty = git.repository("empty");
        http.requireLogin("u", "p");
        http.repository("secret").push("x");

        assertThat(
                        cause(source("git://127.0.0.1:" + git.port() + "/nothing.git", null, null))
                                .code())
                .isEqualTo("source_not_found");
        assertThat(cause(source(git.url(repository), "nothing", null)).code())
                .isEqualTo("source_ref_not_found");
        assertThat(cause(source(git.url(repository), null, "0".repeat(39) + "1")).code())
                .isEqualTo("source_ref_not_found");
        assertThat(cause(source(git.url(empty), null, null)).code()).isEqualTo("source_empty");
        assertThat(cause(source(http.url("secret.git"), null, null)).code())
                .isEqualTo("source_authentication");
        assertThat(cause(source("https://no-such-host.invalid/a", null, null)).code())
                .isEqualTo("source_host_unknown");
        assertThat(cause(source("git://127.0.0.1:" + Ports.free() + "/app.git", null, null)).code())
                .isEqualTo("source_unreachable");
    }

    @Test
    void linksStayLinksAndHooksAndFiltersDoNotRun() throws IOException {
        GitRepository repository = git.repository("app");
        Path canary = folder.resolve("canary");
        Files.createSymbolicLink(repository.work().resolve("out"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(repository.work().resolve("in"), Path.of("file"));
        repository.file("file", "x");
        repository.file(".gitattributes", "* filter=evil\n");
        repository.file(".githooks/post-checkout", "#!/bin/sh\ntouch " + canary + "\n");
        repository.push("Links");

        SourceTree tree = tree(source(git.url(repository), null, null));

        assertThat(Files.isSymbolicLink(tree.directory().resolve("out"))).isTrue();
        assertThat(Files.isSymbolicLink(tree.directory().resolve("in"))).isTrue();
        assertThat(canary).doesNotExist();
    }
}
