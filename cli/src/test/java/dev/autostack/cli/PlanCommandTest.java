package dev.autostack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir Path folder;

    @Test
    void everyDirectoryGetsAJsonObjectOnALineOfItsOwnInTheOrderGiven() throws IOException {
        String express = EXAMPLES.resolve("node-express").toString();
        String flask = EXAMPLES.resolve("python-flask").toString();
        String none = folder.resolve("none").toString();
        Run run = Run.of("plan", "--json", express, none, flask);
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).hasSize(3);
        assertThat(value(run.lines().get(0), "path")).isEqualTo(express);
        assertThat(value(run.lines().get(0), "framework")).isEqualTo("express");
        assertThat(value(run.lines().get(1), "path")).isEqualTo(none);
        assertThat(value(run.lines().get(1), "stack")).isEqualTo("unsupported");
        assertThat(value(run.lines().get(2), "path")).isEqualTo(flask);
        assertThat(value(run.lines().get(2), "framework")).isEqualTo("flask");
    }

    @Test
    void theOnlyAppOfAWorkspaceIsNamedWithItsFolder() throws IOException {
        workspaceOf("web");
        Run run = Run.of("plan", folder.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("folder +apps/web").contains("node / express");
    }

    @Test
    void ofSeveralAppsTheRootDirectoryChoosesOne() throws IOException {
        workspaceOf("api", "web");
        Run open = Run.of("plan", folder.toString());
        assertThat(open.exit()).isEqualTo(1);
        assertThat(open.out()).contains("apps/api, apps/web");
        Run chosen = Run.of("plan", "--root-directory", "apps/web", folder.toString());
        assertThat(chosen.exit()).isZero();
        assertThat(chosen.out()).containsPattern("folder +apps/web");
        Run file = Run.of("dockerfile", "--root-directory", "apps/web", folder.toString());
        assertThat(file.out()).contains("WORKDIR /app/apps/web");
    }

    @Test
    void aRootDirectoryThatIsNotThereIsRefused() {
        Run run = Run.of("plan", "--root-directory", "apps/none", folder.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("apps/none", "is not in the repository");
    }

    private void workspaceOf(String... apps) throws IOException {
        Files.writeString(
                folder.resolve("package.json"),
                "{ \"private\": true, \"workspaces\": [\"apps/*\"] }");
        Files.writeString(folder.resolve("package-lock.json"), "{ \"lockfileVersion\": 3 }");
        for (String app : apps) {
            Path at = Files.createDirectories(folder.resolve("apps").resolve(app));
            Files.writeString(
                    at.resolve("package.json"),
                    "{ \"name\": \""
                            + app
                            + "\", \"scripts\": { \"start\": \"node server.js\" }, \"dependencies\": { \"express\": \"5\" } }");
            Files.writeString(at.resolve("server.js"), "require('express')().listen(3000);");
        }
    }

    @Test
    void anObjectHasTheFieldsThatScriptsRelyOn() throws IOException {
        Run run = Run.of("plan", "--json", EXAMPLES.resolve("python-django").toString());
        assertThat(fields(run.out()))
                .contains(
                        "path",
                        "stack",
                        "framework",
                        "packageManager",
                        "version",
                        "confidence",
                        "evidence",
                        "alternatives",
                        "ambiguous",
                        "install",
                        "build",
                        "start",
                        "port",
                        "healthPath",
                        "outputDirectory",
                        "datastores",
                        "variables",
                        "members",
                        "warnings");
    }

    @Test
    void aPlanForPeopleTellsStackCommandsAndWhy() {
        Run run = Run.of("plan", EXAMPLES.resolve("node-express").toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("stack         node / express", "manager       npm")
                .containsPattern("start +\\S+")
                .containsPattern("because +package.json ");
    }

    @Test
    void aFolderThatIsNotThereFailsAndSaysSo() {
        Run run = Run.of("plan", folder.resolve("none").toString());
        assertThat(run.exit()).isEqualTo(ExitCode.GENERAL);
        assertThat(run.out()).contains("is not a directory that can be read", "Name a directory.");
    }

    @Test
    void anUnsupportedLanguageIsNamedWithWhatToAdd() throws IOException {
        Files.writeString(folder.resolve("app.cabal"), "name: app\nversion: 0.1\n");
        Files.writeString(folder.resolve("Main.hs"), "main = putStrLn \"hello\"\n");
        Run run = Run.of("plan", folder.toString());
        assertThat(run.exit()).isEqualTo(ExitCode.GENERAL);
        assertThat(run.out()).contains("unsupported", "haskell", "Add a Dockerfile");
    }

    @Test
    void namesOfFilesCannotWriteToTheTerminal() throws IOException {
        Path tricky = Files.createDirectory(folder.resolve("app\u001b[2Jx"));
        Files.writeString(tricky.resolve("index.html"), "<h1>hello</h1>");
        Run run = Run.of("plan", tricky.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).doesNotContain("\u001b").contains("app\\x1b[2Jx");
    }

    @Test
    void aBrokenAutostackYamlIsToldWithLineAndColumnAndNothingElse() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{\"name\": \"shop\"}");
        Files.writeString(folder.resolve("autostack.yaml"), "stack: node\nprot: 80\n");
        Run run = Run.of("plan", folder.toString());
        assertThat(run.exit()).isEqualTo(ExitCode.GENERAL);
        assertThat(run.lines().stream().filter(line -> !line.isBlank())).hasSize(2);
        assertThat(run.out()).contains("autostack.yaml cannot be used: line 2, column 1");
    }

    @Test
    void aCallWithoutADirectoryIsAnErrorOfUse() {
        Run run = Run.of("plan");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("DIR", "Usage: autostack plan");
    }

    @Test
    void theHelpNamesEveryCommand() {
        Run run = Run.of("--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("up", "plan", "dockerfile", "compose");
    }

    @Test
    void thePageOfTheCommandLineNamesEveryCommandAndEveryExitCode() throws Exception {
        String page = Files.readString(Path.of("../docs/cli.md"));
        assertThat(Autostack.commandLine().getSubcommands().keySet())
                .allSatisfy(command -> assertThat(page).contains("autostack " + command));
        for (Field code : ExitCode.class.getDeclaredFields()) {
            assertThat(page).contains("\n| " + code.getInt(null) + " | ");
        }
    }

    private static String value(String line, String field) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(field)) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        }
        throw new AssertionError(field + " is not in " + line);
    }

    private static List<String> fields(String line) throws IOException {
        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return fields;
    }
}
