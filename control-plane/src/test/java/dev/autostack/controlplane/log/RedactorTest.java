package dev.autostack.controlplane.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private static final String SECRET = "pa$$ \"w0rd\"/ü+&";
    private final Redactor redactor = Redactor.of(List.of(SECRET, "short", "line-one\nline-two"));

    @Test
    void theValueItselfIsBlanked() {
        assertThat(redactor.redact("before " + SECRET + " and " + SECRET + "."))
                .isEqualTo("before [secret] and [secret].");
    }

    @Test
    void theUsualEncodingsAreBlanked() {
        assertThat(redactor.redact("q=pa%24%24+%22w0rd%22%2F%C3%BC%2B%26&x=1"))
                .isEqualTo("q=[secret]&x=1");
        assertThat(redactor.redact("{\"p\":\"pa$$ \\\"w0rd\\\"/ü+&\"}"))
                .isEqualTo("{\"p\":\"[secret]\"}");
    }

    @Test
    void base64IsBlankedAtEachAlignmentInsideALongerText() {
        for (String around : List.of("", "a", "ab", "abc", "user:")) {
            String encoded =
                    Base64.getEncoder()
                            .encodeToString(
                                    (around + SECRET + around).getBytes(StandardCharsets.UTF_8));

            assertThat(redactor.redact("Basic " + encoded)).as(around).contains("[secret]");
        }
    }

    @Test
    void eachLineOfALongerTextIsBlanked() {
        assertThat(redactor.redact("> line-two <")).isEqualTo("> [secret] <");
    }

    @Test
    void otherTextsAndVeryShortValuesStay() {
        assertThat(redactor.redact("a short text: pa$$ \"w0r"))
                .isEqualTo("a short text: pa$$ \"w0r");
    }
}
