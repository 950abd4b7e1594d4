package dev.autostack.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentKeyTest {
    private static final Map<String, String> NONE = Map.of();

    private static ContentKey key(Map<String, String> variables, Map<String, String> secrets) {
        return new ContentKey(
                "t", true, "d", null, null, "linux/amd64", Map.of("b", "1"), variables, secrets);
    }

    @Test
    void whateverDiffersGivesAnotherDigest() {
        List<ContentKey> all =
                List.of(
                        key(NONE, NONE),
                        key(Map.of("A", ""), NONE),
                        key(Map.of("A", "b"), NONE),
                        key(Map.of("Ab", ""), NONE),
                        key(NONE, Map.of("A", "b")),
                        key(Map.of("A", "", "b", ""), NONE),
                        new ContentKey(
                                "u",
                                true,
                                "d",
                                null,
                                null,
                                "linux/amd64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                false,
                                "d",
                                null,
                                null,
                                "linux/amd64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                true,
                                "e",
                                null,
                                null,
                                "linux/amd64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                true,
                                "d",
                                "",
                                null,
                                "linux/amd64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                true,
                                "d",
                                null,
                                "",
                                "linux/amd64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                true,
                                "d",
                                null,
                                null,
                                "linux/arm64",
                                Map.of("b", "1"),
                                NONE,
                                NONE),
                        new ContentKey(
                                "t",
                                true,
                                "d",
                                null,
                                null,
                                "linux/amd64",
                                Map.of("b", "2"),
                                NONE,
                                NONE));
        Set<String> digests = new HashSet<>();
        all.forEach(each -> digests.add(each.digest("salt")));

        assertThat(digests).hasSize(all.size()).allMatch(each -> each.matches("[0-9a-f]{64}"));
        assertThat(digests).doesNotContain(all.getFirst().digest("another salt"));
        assertThat(key(NONE, NONE).digest("salt")).isEqualTo(all.getFirst().digest("salt"));
    }
}
