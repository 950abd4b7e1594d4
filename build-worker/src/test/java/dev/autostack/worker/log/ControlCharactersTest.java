package dev.autostack.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.testing.Hostile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlCharactersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain text|plain text",
                "ünïcödé 日本|ünïcödé 日本",
                "tab\there|tab\there",
                "\u001b[31mred\u001b[0m|\u001b[31mred\u001b[0m",
                "\u001b[38;2;1;2;3mx|\u001b[38;2;1;2;3mx",
                "\u001b[2Jcleared|cleared",
                "\u001b[1;1Hmoved|moved",
                "\u001b[?25lhidden|hidden",
                "\u001b]0;title\u0007after|after",
                "\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\|link",
                "\u001bcreset|reset",
                "\u001b|''",
                "a\u0000b|a\ufffdb",
                "bell\u0007|bell\ufffd",
                "del\u007f|del\ufffd",
                "c1\u009b31m|c1\ufffd31m",
                "\u202egnp.exe|\ufffdgnp.exe",
                "10%\r50%\r100%|100%",
                "done\r|done"
            })
    void onlyColoursAndTabsStay(String line, String expected) {
        assertThat(ControlCharacters.neutralise(line)).isEqualTo(expected);
    }

    @Test
    void nothingHarmfulSurvivesWhateverComes() {
        for (String one : Hostile.list()) {
            for (String two : Hostile.list()) {
                String safe = ControlCharacters.neutralise("\u001b[" + one + "\u001b]" + two);
                assertThat(safe.chars().filter(c -> c < ' ' && c != '\t' && c != 0x1b)).isEmpty();
            }
        }
    }
}
