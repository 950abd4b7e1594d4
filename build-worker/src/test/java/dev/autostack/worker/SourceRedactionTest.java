package dev.autostack.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.SourceSpec;
import dev.autostack.worker.log.Redactor;
import dev.autostack.worker.testing.Leases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that opens a repository leaves the worker in a log. */
class SourceRedactionTest {
    private static final String TOKEN = "ghp_4Wq9rTzL0xKcVbNm1234567890abcdef";
    private static final String KEY =
            """
            -----BEGIN OPENSSH PRIVATE KEY-----
            b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
            QyNTUxOQAAACBcanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryCanaryQQAA
            AECcanary0123456789
            -----END OPENSSH PRIVATE KEY-----
            """;

    private static Redactor redactor(String url, @Nullable GitCredential credential) {
        Leases lease =
                Leases.of("https://git.example.com/a.git", "registry.example.com")
                        .withSource(new SourceSpec(url, null, null, "", false, credential));
        return new BuildInput(lease.lease(), null).redactor();
    }

    static Stream<@Nullable String> users() {
        return Stream.of("deploy", "ünser:benutzer", null);
    }

    @ParameterizedTest
    @MethodSource("users")
    void aTokenIsTakenOutOfUrlsAndHeaders(@Nullable String user) {
        Redactor redactor =
                redactor(
                        "https://git.example.com/a.git",
                        new GitCredential(GitCredential.Kind.PASSWORD, user, TOKEN));
        String named = user == null ? "x-access-token" : user;
        String header = base64(named + ":" + TOKEN);

        assertThat(redactor.redact("fatal: https://" + named + ":" + TOKEN + "@git.example.com/"))
                .isEqualTo("fatal: https://" + Redactor.MASK + "@git.example.com/");
        assertThat(redactor.redact("> Authorization: Basic " + header))
                .isEqualTo("> Authorization: Basic " + Redactor.MASK);
        assertThat(redactor.redact("token " + TOKEN)).isEqualTo("token " + Redactor.MASK);
        assertThat(redactor.redact("https://git.example.com/a.git"))
                .isEqualTo("https://git.example.com/a.git");
    }

    @Test
    void theUserOfTheUrlStandsInTheHeaderWhenTheCredentialNamesNone() {
        Redactor redactor =
                redactor(
                        "https://bot@git.example.com/a.git",
                        new GitCredential(GitCredential.Kind.PASSWORD, null, TOKEN));

        assertThat(redactor.redact("Basic " + base64("bot:" + TOKEN)))
                .isEqualTo("Basic " + Redactor.MASK);
        assertThat(redactor.redact("the bot was here")).isEqualTo("the bot was here");
    }

    @Test
    void whatStandsInTheCloneUrlIsTakenOutThoughSuchAUrlIsRefused() {
        Redactor password = redactor("https://bot:hunter%2F2-canary@git.example.com/a.git", null);
        Redactor token = redactor("https://" + TOKEN + "@git.example.com/a.git", null);

        assertThat(password.redact("hunter%2F2-canary or hunter/2-canary"))
                .isEqualTo(Redactor.MASK + " or " + Redactor.MASK);
        assertThat(password.redact(base64("bot:hunter/2-canary"))).isEqualTo(Redactor.MASK);
        assertThat(token.redact("https://" + TOKEN + "@git.example.com"))
                .isEqualTo("https://" + Redactor.MASK + "@git.example.com");
        assertThat(token.redact(base64(TOKEN + ":"))).isEqualTo(Redactor.MASK);
    }

    @Test
    void anSshKeyIsTakenOutWholeByLineAndEncoded() {
        Redactor redactor =
                redactor(
                        "git@git.example.com:a.git",
                        new GitCredential(GitCredential.Kind.SSH_KEY, null, KEY));
        List<String> seen = new ArrayList<>();
        Redactor.Stream<String> stream = redactor.open((_, line) -> seen.add(line));

        KEY.lines().forEach(line -> stream.line("", "+ " + line));
        stream.line("", base64(KEY));
        stream.line("", KEY.replace("\n", "\\n"));
        stream.flush();

        assertThat(String.join("\n", seen))
                .doesNotContain("canary")
                .doesNotContain("b3BlbnNzaC1r")
                .doesNotContain(base64(KEY).substring(0, 16));
        assertThat(redactor.redact("git@git.example.com:a.git"))
                .isEqualTo("git@git.example.com:a.git");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
