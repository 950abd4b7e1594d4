package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.GitCredential;
import dev.autostack.worker.testing.GitHttpServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logins and redirects: what reaches which host. */
class GitHttpTest extends CheckoutSetup {
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
}
