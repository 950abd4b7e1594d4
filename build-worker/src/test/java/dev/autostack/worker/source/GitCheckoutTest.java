package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.SourceSpec;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.BuildStopped;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.testing.GitHttpServer;
import dev.autostack.worker.testing.GitRepository;
import dev.autostack.worker.testing.GitServer;
import dev.autostack.worker.testing.Hostile;
import dev.autostack.worker.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkouts from a real git daemon and git's own HTTP back end. */
class GitCheckoutTest {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1");

    @TempDir Path folder;
    private final Processes processes = new Processes("test-" + UUID.randomUUID());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final StopSignal stop = new StopSignal();
    private final UUID project = UUID.randomUUID();
    private SourceLimits limits = SourceLimits.standard();
    private Set<String> allowed = LOOPBACK;
    private GitServer git;
    private GitHttpServer http;
    private int number;

    @BeforeEach
    void start() throws IOException {
        git = new GitServer(Files.createDirectory(folder.resolve("git")));
        http = new GitHttpServer(Files.createDirectory(folder.resolve("http")));
    }

    @AfterEach
    void stop() {
        http.close();
        git.close();
        processes.killAll();
        processes.close();
    }

    private CheckoutOutcome checkOut(SourceSpec source) {
        Path workspace = folder.resolve("workspace-" + number++);
        try {
            Files.createDirectory(workspace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GitCheckout checkout =
                new GitCheckout(
                        folder.resolve("kept"),
                        new EgressRule(allowed),
                        limits,
                        Map.of(),
                        InstantSource.system());
        return checkout.checkOut(
                source,
                project,
                workspace,
                new BuildProcesses(processes, "work", stop),
                (_, line) -> log.add(line));
    }

    private static SourceSpec source(String url, @Nullable String ref, @Nullable String commit) {
        return new SourceSpec(url, ref, commit, "", false, null);
    }

    private static SourceSpec withCredential(String url, GitCredential credential) {
        return new SourceSpec(url, null, null, "", false, credential);
    }

    private static SourceSpec withSubmodules(String url) {
        return new SourceSpec(url, null, null, "", true, null);
    }

    private SourceTree tree(SourceSpec source) {
        return switch (checkOut(source)) {
            case CheckoutOutcome.CheckedOut(SourceTree tree) -> tree;
            case CheckoutOutcome outcome -> fail(outcome + "\n" + String.join("\n", log));
        };
    }

    private Cause cause(SourceSpec source) {
        return switch (checkOut(source)) {
            case CheckoutOutcome.Failed(Cause cause) -> cause;
            case CheckoutOutcome outcome -> fail(outcome + "\n" + String.join("\n", log));
        };
    }

    private static String read(SourceTree tree, String path) {
        try {
            return Files.readString(tree.directory().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitNoGit() {
        Assertions.assertThat(ProcessHandle.current().descendants())
                .noneMatch(process ->
                        process.info().command().orElse("").contains("git")
                                && !process.info().commandLine().orElse("").contains("daemon"));
    }

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

    @ParameterizedTest
    @MethodSource("hostileUrls")
    void hostileUrlsAreRefusedBeforeAProcessStarts(String url) {
        Cause cause = cause(source(url, null, null));

        assertThat(cause.code())
                .isIn(
                        "source_url_invalid",
                        "source_address_refused",
                        "source_transport_refused",
                        "source_host_unknown");
        assertThat(cause.message()).endsWith(".");
        assertThat(folder.resolve("workspace-0")).isEmptyDirectory();
        assertThat(folder.resolve("kept")).doesNotExist();
        awaitNoGit();
    }

    static Stream<String> hostileUrls() {
        return Stream.concat(
                Stream.of(
                        "file:///etc",
                        "/etc",
                        "./x",
                        "ext::sh -c touch% /tmp/x",
                        "fd::17/foo",
                        "--upload-pack=touch /tmp/x",
                        "ssh://-oProxyCommand=touch/x/y",
                        "https://user:password@example.org/a",
                        "https://example.org/a b",
                        "https://example.org/$(touch x)",
                        "https://localhost/a",
                        "https://127.0.0.2/a",
                        "https://127.1/a",
                        "https://2130706433/a",
                        "https://0x7f.0.0.1/a",
                        "https://0177.0.0.1/a",
                        "https://[::1]/a",
                        "https://[::ffff:127.0.0.1]/a",
                        "https://[fe80::1]/a",
                        "https://[64:ff9b::7f00:1]/a",
                        "https://10.0.0.1/a",
                        "https://192.168.1.1/a",
                        "https://172.16.0.1/a",
                        "https://169.254.169.254/latest/meta-data",
                        "https://100.64.0.1/a",
                        "https://0.0.0.0/a",
                        "ssh://git@10.0.0.1/a",
                        "git@192.168.0.1:a/b",
                        "http://example.org/a",
                        "git://example.org/a"),
                Hostile.list().stream()
                        .filter(s -> !s.isBlank())
                        .map(s -> "https://example.org/" + s + "/../x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-x",
                "--upload-pack=touch /tmp/x",
                "a..b",
                "a b",
                "a\nb",
                "main:refs/heads/x",
                "a~1",
                "^main",
                "@{-1}",
                "refs/heads/../x",
                "a\u0000b",
                ""
            })
    void hostileRefsAreRefusedBeforeAProcessStarts(String ref) {
        Cause cause = cause(source("https://example.org/a", ref, null));

        assertThat(cause.code()).isEqualTo("source_ref_invalid");
        assertThat(folder.resolve("workspace-0")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HEAD", "abc", "--help", "main", "ABCDEF0123456789ABCDEF0123456789ABCDEF01"})
    void whatIsNoCommitIsRefused(String commit) {
        assertThat(cause(source("https://example.org/a", null, commit)).code())
                .isEqualTo("source_ref_invalid");
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
    void httpNotFoundIsSaidClearly() {
        assertThat(cause(source(http.url("nothing.git"), null, null)).code())
                .isEqualTo("source_not_found");
    }

    @Test
    void aPasswordReachesItsHostAndNoArgument() throws Exception {
        http.repository("private").file("a", "1").push("One");
        String password = "tok'en \"$(x)` ü";
        http.requireLogin("robot", password);
        List<String> commandLines = Collections.synchronizedList(new ArrayList<>());
        Thread sampler = Thread.ofPlatform().daemon().start(() -> sample(commandLines));

        SourceTree tree =
                tree(
                        withCredential(
                                http.url("private.git"),
                                new GitCredential(GitCredential.Kind.PASSWORD, "robot", password)));

        sampler.interrupt();
        sampler.join();
        assertThat(read(tree, "a")).isEqualTo("1");
        assertThat(commandLines).isNotEmpty();
        assertThat(String.join("\n", commandLines))
                .doesNotContain("tok'en")
                .doesNotContain("Basic");
        assertThat(String.join("\n", log)).doesNotContain("tok'en");
    }

    private static void sample(List<String> commandLines) {
        while (!Thread.currentThread().isInterrupted()) {
            ProcessHandle.current()
                    .descendants()
                    .forEach(p -> p.info().commandLine().ifPresent(commandLines::add));
        }
    }

    @Test
    void aWrongPasswordIsSaidClearly() {
        http.repository("private").file("a", "1").push("One");
        http.requireLogin("robot", "right");

        Cause cause =
                cause(
                        withCredential(
                                http.url("private.git"),
                                new GitCredential(GitCredential.Kind.PASSWORD, "robot", "wrong")));

        assertThat(cause.code()).isEqualTo("source_authentication");
        assertThat(cause.message()).contains("refused the project's credential");
    }

    @Test
    void aRedirectOnTheSameHostIsFollowed() {
        http.repository("new").file("a", "1").push("One");
        http.redirect("old.git", http.url("new.git"));

        assertThat(read(tree(source(http.url("old.git"), null, null)), "a")).isEqualTo("1");
    }

    @Test
    void aRedirectToAClosedAddressIsNotFollowed() {
        try (GitHttpServer inner = new GitHttpServer(folder.resolve("http"))) {
            inner.repository("inside").file("a", "1").push("One");
            http.redirect("old.git", "http://localhost:" + inner.port() + "/inside.git");

            assertThat(cause(source(http.url("old.git"), null, null)).code())
                    .isEqualTo("source_transport_refused");
            http.redirect("older.git", "https://169.254.169.254/inside.git");
            assertThat(cause(source(http.url("older.git"), null, null)).code())
                    .isEqualTo("source_address_refused");
            assertThat(inner.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectToAnotherHostTakesNoCredentialAlong() {
        try (GitHttpServer other = new GitHttpServer(folder.resolve("http"))) {
            other.repository("there").file("a", "1").push("One");
            http.redirect("here.git", other.url("there.git"));

            tree(
                    withCredential(
                            http.url("here.git"),
                            new GitCredential(GitCredential.Kind.PASSWORD, "robot", "secret")));

            assertThat(other.requests()).isNotEmpty().allMatch(r -> r.endsWith(" null"));
        }
    }

    @Test
    void redirectsThatGoRoundEnd() {
        http.redirect("a.git", http.url("b.git"));
        http.redirect("b.git", http.url("a.git"));

        assertThat(cause(source(http.url("a.git"), null, null)).code())
                .isEqualTo("source_redirected");
    }

    @Test
    void aServerThatSaysNothingIsLeftAfterTheTimeLimit() {
        http.hang();
        limits = new SourceLimits(1 << 20, 100, Duration.ofSeconds(2));

        assertThat(cause(source(http.url("app.git"), null, null)).code())
                .isEqualTo("source_timeout");
        awaitNoGit();
    }

    @Test
    void aCheckoutThatIsStoppedLeavesNoProcess() {
        http.hang();
        Thread.ofVirtual()
                .start(() -> {
                    while (http.requests().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    stop.stop(new StopReason.Cancelled());
                });

        Assertions.assertThatThrownBy(() -> checkOut(source(http.url("app.git"), null, null)))
                .isInstanceOf(BuildStopped.class);
        awaitNoGit();
    }

    @Test
    void tooManyFilesAreRefusedBeforeTheyAreUnpacked() throws IOException {
        GitRepository repository = git.repository("app");
        for (int i = 0; i < 120; i++) {
            repository.file("f" + i, "x");
        }
        repository.push("Many");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        assertThat(folder.resolve("workspace-0/source")).isEmptyDirectory();
    }

    @Test
    void aCompressionBombIsRefusedBeforeItIsUnpacked() {
        GitRepository repository = git.repository("app");
        repository.file("zeros", "\0".repeat(8_000_000)).push("Bomb");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        assertThat(folder.resolve("workspace-0/source")).isEmptyDirectory();
    }

    @Test
    void tooLargeAPackIsLeftInTheMiddle() throws Exception {
        GitRepository repository = git.repository("app");
        byte[] noise = new byte[40_000_000];
        new java.util.Random(1).nextBytes(noise);
        Files.write(repository.work().resolve("noise"), noise);
        repository.push("Noise");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        awaitNoGit();
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
