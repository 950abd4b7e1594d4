package dev.autostack.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    @ParameterizedTest
    @CsvSource({
        "'>=18 <21', 20, true",
        "'>=18 <21', 21, false",
        "'^20.1', 20, true",
        "'^20.1', 22, false",
        "'18 || 20', 20, true",
        "'18 || 20', 19, false",
        "'20.x', 20, true",
        "'>= 18', 24, true",
        "'~20.1.0', 20, true",
        "'*', 99, true",
        "'v20.11.0', 20, true",
        "'18 - 20', 20, true",
        "'18 - 20', 21, false",
        "'<=20', 20, true",
        "'<20', 20, false",
        "'>20', 20, false"
    })
    void majorsAreAllowedAsNpmSays(String range, int major, boolean allowed) {
        VersionRange parsed = VersionRange.parse(range);
        assertThat(parsed).isNotNull();
        assertThat(parsed != null && parsed.allowsMajor(major)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "'>=3.10,<3.13', 12, true",
        "'>=3.10,<3.13', 13, false",
        "'~=3.11', 12, true",
        "'==3.9.*', 9, true",
        "'3.8', 8, true",
        "'^3.9', 14, true"
    })
    void minorsAreAllowedAsPythonSays(String range, int minor, boolean allowed) {
        VersionRange parsed = VersionRange.parse(range);
        assertThat(parsed != null && parsed.allowsMinor(3, minor)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lts/iron", "stable", "abc", ">"})
    void wordsAreNoRanges(String text) {
        assertThat(VersionRange.parse(text)).isNull();
    }

    @Test
    void anImpossibleRangeIsNone() {
        assertThat(VersionRange.parse(">=3 <2")).isNull();
    }
}
