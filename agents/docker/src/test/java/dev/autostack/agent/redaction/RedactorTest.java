package dev.autostack.agent.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private static final String PEM =
            """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
            MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu
            -----END PRIVATE KEY-----
            """;

    private static final List<String> SECRETS =
            List.of(
                    "hunter2hunter2",
                    "quote\" and \\ and 'single'",
                    "päss wörd ☃ 100%",
                    "a/b+c=d&e<f>g",
                    PEM,
                    "abcdefgh");

    private final Redactor redactor = Redactor.of(SECRETS);

    @Test
    void textWithoutSecretsStaysTheSameObject() {
        String text = "GET / 200 12 ms";
        assertThat(redactor.redact(text)).isSameAs(text);
    }

    @Test
    void everyFormOfEverySecretIsTakenOut() {
        for (String secret : SECRETS) {
            for (String form : SecretForms.of(secret)) {
                assertThat(redactor.redact("x " + form + " y")).as(form).isEqualTo("x [secret] y");
            }
        }
    }

    @Test
    void base64OfALongerTextHidesTheSecretInEachOfTheThreePlaces() {
        for (String secret : List.of("hunter2hunter2", "päss wörd ☃ 100%")) {
            for (String before : List.of("", "u", "us", "usr")) {
                String encoded =
                        Base64.getEncoder()
                                .encodeToString(
                                        (before + secret + "!tail")
                                                .getBytes(StandardCharsets.UTF_8));
                String redacted = redactor.redact("Authorization: Basic " + encoded);
                assertThat(redacted).contains("[secret]");
                String rest = redacted.substring("Authorization: Basic ".length());
                for (String left : rest.split("\\[secret]", -1)) {
                    assertThat(left.length()).isLessThan(encoded.length() - secret.length());
                }
            }
        }
    }

    @Test
    void urlAndJsonFormsAreTakenOut() {
        String secret = "quote\" and \\ and 'single'";
        assertThat(
                        redactor.redact(
                                "?p=" + URLEncoder.encode(secret, StandardCharsets.UTF_8) + "&x=1"))
                .isEqualTo("?p=[secret]&x=1");
        assertThat(redactor.redact("{\"p\":\"quote\\\" and \\\\ and 'single'\"}"))
                .isEqualTo("{\"p\":\"[secret]\"}");
    }

    @Test
    void linesOfASecretOfSeveralLinesAreTakenOutOneByOne() {
        for (String line : PEM.strip().lines().toList()) {
            assertThat(redactor.redact("[app] " + line)).isEqualTo("[app] [secret]");
        }
    }

    @Test
    void neighboursAndOverlapsBecomeOneMask() {
        assertThat(redactor.redact("abcdefghabcdefgh.abcdefgh")).isEqualTo("[secret].[secret]");
        assertThat(Redactor.of(List.of("abcdefgh", "efghijkl")).redact("-abcdefghijkl-"))
                .isEqualTo("-[secret]-");
    }

    @Test
    void shortValuesAreLeft() {
        assertThat(Redactor.of(List.of("true", "3000", "", "  a  ")).redact("true 3000"))
                .isEqualTo("true 3000");
    }

    @Test
    void aSecretCutAnywhereIntoPiecesIsTakenOutAndTheRestIsComplete() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            String secret = SECRETS.get(random.nextInt(SECRETS.size()));
            String text = "begin " + secret + " middle abcdef " + secret + " end abcdefg";
            var stream = redactor.stream();
            var out = new StringBuilder();
            int at = 0;
            while (at < text.length()) {
                int next = Math.min(text.length(), at + 1 + random.nextInt(9));
                out.append(stream.feed(text.substring(at, next)));
                at = next;
            }
            out.append(stream.end());
            assertThat(out.toString()).isEqualTo(redactor.redact(text));
            assertThat(out.toString())
                    .isEqualTo("begin [secret] middle abcdef [secret] end abcdefg");
            assertThat(stream.isIdle()).isTrue();
        }
    }

    @Test
    void onlyWhatMayBeginASecretIsHeldBack() {
        var stream = redactor.stream();
        assertThat(stream.feed("hello abc")).isEqualTo("hello ");
        assertThat(stream.feed("xyz")).isEqualTo("abcxyz");
        assertThat(stream.isIdle()).isTrue();
    }
}
