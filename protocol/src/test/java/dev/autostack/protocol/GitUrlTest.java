package dev.autostack.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/team/app.git",
                "https://user@example.org:8443/team/app",
                "ssh://git@example.org:2222/team/app.git",
                "git@example.org:team/app.git",
                "git://127.0.0.1:9418/app",
                "https://[::1]/app",
                "https://example.org/~user/über-app.git"
            })
    void ordinaryUrlsComeBackAsTheyWereWritten(String url) {
        assertThat(GitUrl.parse(url).toString()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/srv/app.git",
                "file:///srv/app.git",
                "ext::sh -c touch% /tmp/x",
                "--upload-pack=touch /tmp/x",
                "https://-oProxyCommand=x/app",
                "ssh://-oProxyCommand=x/app",
                "-oProxyCommand=x@host:app",
                "git@host:-app",
                "https://user:secret@example.org/app",
                "https://example.org/a b",
                "https://example.org/a\nb",
                "https://example.org/../../etc",
                "https://example.org/$(id)`id`",
                "https://example.org",
                "https://example.org:99999/app",
                "https://exa mple.org/app"
            })
    void hostileOrUselessUrlsAreRefusedWithASentence(String url) {
        assertThatThrownBy(() -> GitUrl.parse(url))
                .isInstanceOf(InvalidValue.class)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/x", "v1.2.3", "refs/heads/main", "größe", "a@b"})
    void ordinaryRefsPass(String ref) {
        assertThat(GitRef.parse(ref).toString()).isEqualTo(ref);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                "--upload-pack=x",
                "a..b",
                "a b",
                "a\u0000",
                "a\nb",
                "/a",
                "a/",
                "a.lock",
                "a~1",
                "a:b",
                "@{u}",
                "@",
                ".a",
                "a/.b",
                "a//b",
                "a`id`"
            })
    void refsThatGitOrWeRefuseAreRefused(String ref) {
        assertThatThrownBy(() -> GitRef.parse(ref)).isInstanceOf(InvalidValue.class);
    }
}
