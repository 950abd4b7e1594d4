package dev.autostack.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTextTest {
    @Test
    void tablesKeysAndCommentsAreRead() throws Malformed {
        Doc doc =
                TomlText.parse(
                        """
                        # a project
                        name = "shop" # its name
                        [tool.poetry.dependencies]
                        python = "^3.12"
                        "quoted.name" = 'as it is \\n'
                        a . b = true
                        [[bin]]
                        name = "one"
                        [bin.more]
                        size = 1_000
                        [[bin]]
                        name = "two"
                        """);
        assertThat(doc.at("name").text()).isEqualTo("shop");
        assertThat(doc.at("tool", "poetry", "dependencies", "python").text()).isEqualTo("^3.12");
        assertThat(doc.at("tool", "poetry", "dependencies", "quoted.name").text())
                .isEqualTo("as it is \\n");
        assertThat(doc.at("tool", "poetry", "dependencies", "a", "b").text()).isEqualTo("true");
        assertThat(doc.at("bin").elements()).hasSize(2);
        assertThat(doc.at("bin").elements().getFirst().at("more", "size").text()).isEqualTo("1000");
        assertThat(doc.at("bin").elements().getLast().at("name").text()).isEqualTo("two");
    }

    @Test
    void arraysAndInlineTablesMaySpanLines() throws Malformed {
        Doc doc =
                TomlText.parse(
                        """
                        requires = [
                            "a>=1", # first

                            'b',
                        ]
                        dep = { version = "1", features = ["x", "y"],
                                optional = true, }
                        empty = {}
                        nested = [[1, 2], []]
                        """);
        assertThat(doc.at("requires").texts()).containsExactly("a>=1", "b");
        assertThat(doc.at("dep", "features").texts()).containsExactly("x", "y");
        assertThat(doc.at("dep", "optional").text()).isEqualTo("true");
        assertThat(doc.at("empty").present()).isTrue();
    }

    @Test
    void stringsKeepAndTranslateWhatTheyShould() throws Malformed {
        Doc doc =
                TomlText.parse(
                        """
                        a = "tab\\t quote\\" \\u00e9 \\U0001F600"
                        b = \"""
                        first
                          # no comment \\
                           joined ""two\"""
                        c = '''
                        as \\ it is'''
                        """);
        assertThat(doc.at("a").text()).isEqualTo("tab\t quote\" é 😀");
        assertThat(doc.at("b").text()).isEqualTo("first\n  # no comment joined \"\"two");
        assertThat(doc.at("c").text()).isEqualTo("as \\ it is");
    }

    @Test
    void numbersThatAreNotWholeAndDatesKeepTheirText() throws Malformed {
        Doc doc =
                TomlText.parse("v = 3.10\nn = -7\nd = 1979-05-27 07:32:00Z\nx = 0xDEAD\ni = inf\n");
        assertThat(doc.at("v").text()).isEqualTo("3.10");
        assertThat(doc.at("n").text()).isEqualTo("-7");
        assertThat(doc.at("d").text()).isEqualTo("1979-05-27T07:32:00Z");
        assertThat(doc.at("x").text()).isEqualTo("0xDEAD");
        assertThat(doc.at("i").text()).isEqualTo("inf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a =",
                "a = b",
                "= 1",
                "a = 1 b = 2",
                "a = 1\na = 2",
                "[a]\n[a]",
                "a = 1\n[a]",
                "a = {b = 1}\na.c = 2",
                "a = [1]\n[[a]]",
                "[a",
                "[[a]",
                "a = [1",
                "a = [1 2]",
                "a = {b = 1",
                "a = \"x",
                "a = \"x\ny\"",
                "a = \"\\q\"",
                "a = \"\\uD8\"",
                "a = '''x",
                "a = \"\"\"x",
                "a.b. = 1",
                "a = tru"
            })
    void whatIsNoTomlIsMalformed(String text) {
        assertThatThrownBy(() -> TomlText.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void anErrorNamesItsLine() {
        assertThatThrownBy(() -> TomlText.parse("a = 1\n\n[b]\nc d\n"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        problem -> assertThat(problem.sentence()).startsWith("line 4, column 3"));
    }
}
