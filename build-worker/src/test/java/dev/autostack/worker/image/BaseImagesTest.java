package dev.autostack.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaseImagesTest {
    private static BaseImages of(String dockerfile) {
        return BaseImages.of(dockerfile, Map.of("VERSION", "22"));
    }

    @Test
    void everyWayToNameAnImageIsFound() {
        BaseImages found =
                of(
                        """
                        # syntax=docker/dockerfile:1
                        ARG VERSION=20
                        ARG OS="slim"
                        FROM --platform=linux/amd64 node:${VERSION}-${OS} AS Build
                        RUN --mount=type=bind,from=busybox:1,source=/bin,target=/x true from=nothing
                        FROM build AS next
                        COPY --from=ghcr.io/owner/tool@sha256:%s /a /b
                        COPY --from=build /a /c
                        COPY --from=0 /a /d
                        FROM scratch
                        """
                                .formatted("0".repeat(64)));

        assertThat(found.images())
                .containsExactly(
                        "node:22-slim", "busybox:1", "ghcr.io/owner/tool@sha256:" + "0".repeat(64));
        assertThat(found.complete()).isTrue();
    }

    @Test
    void whatIsLaidUponLaterBuildsNamesImagesToo() {
        assertThat(of("FROM a:1 AS b\nONBUILD COPY --from=c:1 /x /y\nFROM b").images())
                .containsExactly("a:1", "c:1");
        BaseImages found = of("FROM a:1");
        assertThat(found.with(List.of("RUN make", "COPY --from=d:1 /x /y")).images())
                .containsExactly("a:1", "d:1");
        assertThat(found.with(List.of("COPY --from=$X /x /y")).complete()).isFalse();
        assertThat(found.with(List.of())).isEqualTo(found);
    }

    @Test
    void aCommentThatEndsLikeALineThatGoesOnHidesNothing() {
        BaseImages found =
                of("FROM a:1\n# a path C:\\\nFROM b:1\nRUN x \\\n  # note \\\n\n y\nFROM c");

        assertThat(found.images()).containsExactly("a:1", "b:1", "c");
        assertThat(found.complete()).isTrue();
    }

    @Test
    void whatCannotBeToldIsSaidToBeUnknown() {
        for (String dockerfile :
                new String[] {
                    "FROM ${OTHER:+node}:1",
                    "FROM",
                    "FROM $NOTHING",
                    "# escape=`\nFROM a\nRUN dir C:\\\nFROM b",
                    "# syntax=example.org/own/frontend\nFROM a",
                    "FROM a\nCOPY --from=$X /a /b",
                }) {
            assertThat(of(dockerfile).complete()).as(dockerfile).isFalse();
        }
    }
}
