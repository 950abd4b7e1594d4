package dev.autostack.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a source the engine's old builder gets to see. */
class ContextArchiveTest {
    @ParameterizedTest
    @CsvSource({
        "node_modules, node_modules/a/b.js, true",
        "node_modules, web/node_modules, false",
        "**/node_modules, web/node_modules/a.js, true",
        "**/node_modules, node_modules, true",
        "*.md, README.md, true",
        "*.md, docs/README.md, false",
        "**/*.md, docs/README.md, true",
        "/dist/, dist/a.js, true",
        "./dist, dist/a.js, true",
        "docs/**, docs/a/b, true",
        "docs/**, docs, false",
        "temp?, temp1/x, true",
        "[a-c].txt, b.txt, true",
        "[^a-c].txt, b.txt, false",
        "a+b(1), a+b(1)/c, true",
        "a[, a[, true",
        "# a comment, # a comment, false",
    })
    void ruleDecidesWhetherAPathIsSent(String rule, String path, boolean ignored) {
        assertThat(IgnoreRules.parse(rule).ignores(path)).isEqualTo(ignored);
    }

    @Test
    void lastRuleThatFitsDecides() {
        IgnoreRules rules = IgnoreRules.parse("*\n!src\n! LICENSE\nsrc/*.log\n");

        assertThat(rules.ignores("README.md")).isTrue();
        assertThat(rules.ignores("src/a.js")).isFalse();
        assertThat(rules.ignores("LICENSE")).isFalse();
        assertThat(rules.ignores("src/a.log")).isTrue();
    }

    @Test
    void cacheMountsAreLeftOutAndNothingElse() {
        String dockerfile =
                """
                # syntax=docker/dockerfile:1
                FROM node:22-slim
                RUN --mount=type=cache,id=p-npm,target=/root/.npm,sharing=locked \\
                    npm ci
                RUN --mount=type=cache,target=/a --mount=type=secret,id=TOKEN \\
                    --mount=target=/b,type=cache \\
                    make --mount=type=cache
                RUN echo --mount=type=cache,target=/c
                """;

        assertThat(ContextArchive.withoutCacheMounts(dockerfile))
                .isEqualTo(
                        """
                        # syntax=docker/dockerfile:1
                        FROM node:22-slim
                        RUN npm ci
                        RUN --mount=type=secret,id=TOKEN \\
                            make --mount=type=cache
                        RUN echo --mount=type=cache,target=/c
                        """);
    }
}
