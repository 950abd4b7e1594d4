package dev.autostack.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.testing.Hostile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String MASK = Redactor.MASK;

    static Stream<String> secrets() {
        return Stream.of(
                "correct-horse-battery",
                "p4ssw0rd",
                "s3cr3t with spaces & \"quotes\" 'n' more",
                "ünïcödé-sécret/with+plus=",
                "a\\b\\c\\d",
                "{\"json\":\"inside\"}",
                "tab\tand\nnewline\nin-it-here",
                "$(id);`id`|&<>",
                "x".repeat(3000) + "end");
    }

    private static String redact(String secret, String text) {
        return new Redactor(List.of(secret)).redact(text);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretIsTakenOutWhereverItStands(String secret) {
        String flat = secret.replace("\n", "");

        assertThat(redact(secret, "before " + flat + " after"))
                .isEqualTo("before " + MASK + " after");
        assertThat(redact(secret, flat + flat)).doesNotContain(flat);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void encodedFormsAreTakenOut(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String percent = URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20");
        for (String form :
                List.of(
                        Base64.getEncoder().encodeToString(bytes),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                        Base64.getEncoder()
                                .encodeToString((secret + "\n").getBytes(StandardCharsets.UTF_8)),
                        URLEncoder.encode(secret, StandardCharsets.UTF_8),
                        percent,
                        percent.toLowerCase(java.util.Locale.ROOT).equals(percent)
                                ? percent
                                : lower(percent),
                        json(secret))) {
            assertThat(redact(secret, "[" + form + "]")).isEqualTo("[" + MASK + "]");
        }
    }

    private static String lower(String percent) {
        StringBuilder out = new StringBuilder(percent);
        for (int i = percent.indexOf('%'); i >= 0; i = percent.indexOf('%', i + 1)) {
            out.replace(i, i + 3, percent.substring(i, i + 3).toLowerCase(java.util.Locale.ROOT));
        }
        return out.toString();
    }

    private static String json(String secret) {
        return secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "user:", "x-access-token:"})
    void base64OfSomethingLongerLosesItsMiddle(String before) {
        String secret = "correct-horse-battery-staple";
        String encoded =
                Base64.getEncoder()
                        .encodeToString(
                                (before + secret + "@host").getBytes(StandardCharsets.UTF_8));

        String left = redact(secret, encoded);

        assertThat(left).contains(MASK);
        // What stays shows at most an edge character of the secret on each side.
        assertThat(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                .contains(secret);
        assertThat(left.replace(MASK, "").length()).isLessThan(encoded.length() - 32);
    }

    @Test
    void linesOfAKeyAreTakenOutOneByOne() {
        String key =
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n";

        assertThat(redact(key, "x MIIEvQIBADANBgkqhkiG9w0BAQEFAASC y"))
                .isEqualTo("x " + MASK + " y");
    }

    @Test
    void aSecretIsFoundAcrossLineEnds() {
        Redactor redactor = new Redactor(List.of("correct-horse-battery"));
        List<String> lines = new ArrayList<>();
        Redactor.Stream<String> stream = redactor.open((_, line) -> lines.add(line));

        stream.line("", "it is corr");
        stream.line("", "ect-horse");
        assertThat(lines).isEmpty();
        stream.line("", "-battery, yes");
        stream.line("", "next");

        assertThat(lines).containsExactly("it is " + MASK, MASK, MASK + ", yes", "next");
    }

    @Test
    void aHeldLineIsLetGoWhenNothingFollows() {
        Redactor redactor = new Redactor(List.of("correct-horse-battery"));
        List<String> lines = new ArrayList<>();
        Redactor.Stream<String> stream = redactor.open((_, line) -> lines.add(line));

        stream.line("", "all is correct");
        assertThat(stream.isHolding()).isTrue();
        stream.flushOlderThan(Duration.ZERO);
        stream.line("", "-horse-battery");

        assertThat(lines).containsExactly("all is correct", MASK);
    }

    @Test
    void base64WrappedByLineEndsIsFound() {
        String secret =
                "a-long-secret-value-that-base64-wraps-at-seventy-six-columns-in-its-output";
        String wrapped =
                Base64.getMimeEncoder(76, new byte[] {'\n'})
                        .encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        Redactor.Stream<String> stream =
                new Redactor(List.of(secret)).open((_, line) -> lines.add(line));

        wrapped.lines().forEach(line -> stream.line("", line));
        stream.flush();

        assertThat(lines).hasSize(2).containsOnly(MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "abc", "true", "3000", "production", "localhost"})
    void valuesThatStandInEveryLogAreLeft(String value) {
        assertThat(redact(value, "true abc 3000 production localhost"))
                .isEqualTo("true abc 3000 production localhost");
    }

    @ParameterizedTest
    @MethodSource("dev.autostack.worker.testing.Hostile#strings")
    void hostileSecretsNeverBreakTheSearch(String secret) {
        Redactor redactor = new Redactor(List.of(secret, "correct-horse-battery"));

        assertThat(redactor.redact("x correct-horse-battery y")).isEqualTo("x " + MASK + " y");
        Hostile.list().forEach(redactor::redact);
    }

    @Test
    void overlappingSecretsLeaveNothing() {
        Redactor redactor = new Redactor(List.of("abcdefgh", "efghijkl", "cdef"));

        assertThat(redactor.redact("-abcdefghijkl-")).isEqualTo("-" + MASK + "-");
    }
}
