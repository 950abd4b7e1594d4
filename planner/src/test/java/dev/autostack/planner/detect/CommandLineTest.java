package dev.autostack.planner.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @Test
    void wordsWithoutShellSyntaxAreTheArguments() {
        assertThat(CommandLine.parse("node  server.js --port 80", "Procfile").arguments())
                .containsExactly("node", "server.js", "--port", "80");
    }

    @Test
    void variablesBeforeACommandNeedNoShell() {
        assertThat(CommandLine.parse("TZ=UTC A= node a.js", "Procfile").arguments())
                .containsExactly("env", "TZ=UTC", "A=", "node", "a.js");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "node a.js --port $PORT | exec node a.js --port $PORT",
                "prisma migrate deploy && node a.js | prisma migrate deploy && exec node a.js",
                "cd api && A=b node a.js | cd api && exec env A=b node a.js",
                "gunicorn \"app:create_app()\" | exec gunicorn \"app:create_app()\"",
                "exec node \"a b.js\" | exec node \"a b.js\"",
                "node a.js && cd x | node a.js && cd x",
                "node a.js & node b.js | node a.js & node b.js",
                "(cd a && node b.js) | (cd a && node b.js)",
                "sh -c \"a && b\" | sh -c \"a && b\"",
                "a; node b.js | a; node b.js",
            })
    void theShellHandsOverToTheAppWhereTheEndOfTheScriptIsOne(String text, String script) {
        assertThat(CommandLine.parse(text, "Procfile").arguments())
                .containsExactly("/bin/sh", "-c", script);
    }
}
