package dev.autostack.worker.testing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Corpus C1: strings that break what splices them into something. */
public final class Hostile {
    public static final String LONE_SURROGATE = "\ud800";

    private Hostile() {}

    public static List<String> list() {
        return List.of(
                "",
                " ",
                "  leading",
                "trailing  ",
                "'",
                "''",
                "\"",
                "\"\"",
                "`",
                "`id`",
                "$",
                "$(id)",
                "${HOME}",
                "$HOME",
                "$$",
                "\\",
                "\\\\",
                "\\n",
                ";",
                "; id",
                "& id",
                "&& id",
                "| id",
                "|| id",
                "> /tmp/x",
                "< /etc/passwd",
                "\n",
                "a\nb",
                "a\r\nb",
                "\r",
                "\t",
                "\0",
                "a\0b",
                "-",
                "--",
                "-x",
                "--help",
                "--upload-pack=touch /tmp/x",
                "-oProxyCommand=id",
                "#",
                "!",
                "!!",
                "*",
                "?",
                "[a-z]",
                "{a,b}",
                "~",
                "~root",
                "%s%n",
                "%00",
                "../../etc/passwd",
                "/etc/passwd",
                "file:///etc/passwd",
                "@/etc/passwd",
                "@file",
                "{{7*7}}",
                "${7*7}",
                "<%= 7*7 %>",
                "<script>alert(1)</script>",
                "' OR 1=1 --",
                "\u202egnp.exe",
                "\u2066x\u2069",
                "\ufeff",
                "ünïcödé",
                "日本語",
                "👩‍👩‍👧",
                "e\u0301",
                LONE_SURROGATE,
                "\u001b[31mred",
                "\u0007",
                "=cmd|' /C calc'!A0",
                "a,b",
                "a=b",
                "id=x,src=/etc/passwd",
                "x".repeat(64 * 1024));
    }

    public static Stream<String> strings() {
        return list().stream();
    }

    public static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
