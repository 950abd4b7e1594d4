package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import dev.autostack.worker.testing.Hostile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that nobody may hand to git. */
class HostileSourceTest extends CheckoutSetup {
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
}
