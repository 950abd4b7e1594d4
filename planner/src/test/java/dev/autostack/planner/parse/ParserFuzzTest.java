package dev.autostack.planner.parse;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No text makes a parser throw anything but {@link Malformed}, or run away. */
class ParserFuzzTest {
    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "'",
                    "`",
                    ":",
                    ",",
                    "=",
                    "\n",
                    "\r",
                    "\t",
                    " ",
                    "#",
                    "//",
                    "/*",
                    "*/",
                    "<",
                    ">",
                    "</",
                    "/>",
                    "<!--",
                    "-->",
                    "<![CDATA[",
                    "]]>",
                    "&a;",
                    "&amp;",
                    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
                    "- ",
                    "? ",
                    "| ",
                    ">-",
                    "&x",
                    "*x",
                    "<<: ",
                    "!!map",
                    "!Ref ",
                    "---",
                    "...",
                    "[[a]]",
                    "[a.b]",
                    "a",
                    "b",
                    "1",
                    "0x1",
                    "1e9",
                    "-1",
                    "true",
                    "null",
                    "\\",
                    "\\u0041",
                    "${",
                    "}}",
                    "\"\"\"",
                    "'''",
                    "FROM ",
                    "ARG ",
                    "RUN <<E\n",
                    "E\n",
                    "é",
                    "\uD83D\uDE00",
                    "\u0000",
                    "\uFEFF",
                    ">=",
                    "^",
                    "~",
                    "||",
                    "*",
                    ".x",
                    "v",
                    "@");

    @Provide
    Arbitrary<String> text() {
        Arbitrary<String> pieces =
                Arbitraries.of(PIECES).list().ofMaxSize(80).map(list -> String.join("", list));
        return Arbitraries.oneOf(pieces, Arbitraries.strings().ofMaxLength(200));
    }

    private interface Parser {
        void parse(String text) throws Malformed;
    }

    private static void calm(Parser parser, String text) {
        try {
            parser.parse(text);
        } catch (Malformed expected) {
            // What a broken file gives.
        }
    }

    @Property(tries = 2000)
    void json(@ForAll("text") String text) {
        calm(JsonText::parse, text);
    }

    @Property(tries = 2000)
    void yaml(@ForAll("text") String text) {
        calm(YamlText::parse, text);
    }

    @Property(tries = 2000)
    void toml(@ForAll("text") String text) {
        calm(TomlText::parse, text);
    }

    @Property(tries = 2000)
    void xml(@ForAll("text") String text) {
        calm(XmlText::parse, text);
    }

    @Property(tries = 2000)
    void tokensAndRanges(@ForAll("text") String text) {
        List<Object> found = new ArrayList<>();
        found.add(CTokens.of(text));
        found.add(CTokens.ofScript(text));
        found.add(HashTokens.of(text));
        JsSource script = new JsSource(text);
        found.addAll(script.imports());
        found.addAll(script.routes());
        found.addAll(script.environmentReads());
        found.add(String.valueOf(script.listenPort()));
        PySource python = new PySource(text);
        found.addAll(python.imports());
        found.addAll(python.routes());
        found.addAll(python.environmentReads());
        found.add(String.valueOf(python.port()));
        VersionRange range = VersionRange.parse(text);
        found.add(String.valueOf(range == null ? null : range.lowestMajor()));
        org.assertj.core.api.Assertions.assertThat(found).isNotEmpty();
    }
}
