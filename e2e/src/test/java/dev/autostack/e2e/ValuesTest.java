package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Text with a meaning to shells, Docker, Git or HTTP: it arrives as it was typed, or is refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValuesTest {
    private static final List<String> HOSTILE =
            List.of(
                    "'",
                    "\"",
                    "it's \"quoted\"",
                    "two\nlines\r\nand a tab\t",
                    "$HOME ${HOME} $(id) `id`",
                    "a; touch /tmp/autostack-e2e-was-here; #",
                    "a && b || c | d > e < f &",
                    "-rf",
                    "--help",
                    "%s %n {{.ID}} \\n \\",
                    "../../etc/passwd",
                    " a space before and after ",
                    "Grüße, 世界 🚀 \u202e",
                    "*?[a-z]~!");

    private Cloud cloud;

    @BeforeAll
    void startCloud() throws Exception {
        cloud = Cloud.start();
    }

    @AfterAll
    void stopCloud() throws Exception {
        cloud.close();
    }

    @Test
    void whatIsAcceptedReachesBuildAndAppByteForByte() throws Exception {
        try (ProcessWatch watch = ProcessWatch.of(cloud, "no argument of any process")) {
            String branch = "feature/it's-$HOME(1)";
            String folder = "apps/it's $HOME; \"ü\" -x";
            Repository.inFolder(cloud, "echo", "echo-app", folder, branch);
            Operator operator = cloud.operator();
            String project =
                    operator.post(
                                    "/api/projects",
                                    Map.of(
                                            "name",
                                            "echo",
                                            "gitUrl",
                                            cloud.gitUrl("echo"),
                                            "branch",
                                            branch,
                                            "rootDirectory",
                                            folder,
                                            "settings",
                                            Map.of(
                                                    "plan",
                                                    Map.of(
                                                            "buildCommand",
                                                            "printf '%s' 'a \"b\" $HOME; `id` \\ ü 🚀' > built.txt",
                                                            "startCommand",
                                                            "node server.js 'a b' \"it's\" '$HOME;' -x 'ü 🚀' '*'",
                                                            "healthPath",
                                                            "/it's;$HOME&\"x\"?q=%27"))))
                            .get("id")
                            .getStringValue();
            Map<String, String> variables = variables();
            operator.setVariables(operator.production(project), variables);

            JsonNode over = operator.awaitOver(operator.deploy(project), Duration.ofMinutes(3));

            JsonNode cause = over.get("cause");
            assertThat(over.get("state").getStringValue())
                    .as("cause: %s", cause.isNull() ? "none" : cause.get("message"))
                    .isEqualTo("LIVE");
            JsonNode seen =
                    ObjectMapper.getDefault()
                            .readValue(
                                    new App(cloud, "echo.localhost").body("/seen"), JsonNode.class);
            Map<String, String> environment = new HashMap<>();
            seen.get("environment")
                    .entries()
                    .forEach(each -> environment.put(each.getKey(), text(each.getValue())));
            assertThat(environment).containsAllEntriesOf(variables);
            assertThat(texts(seen.get("arguments")))
                    .containsExactly("a b", "it's", "$HOME;", "-x", "ü 🚀", "*");
            assertThat(text(seen.get("built"))).isEqualTo("a \"b\" $HOME; `id` \\ ü 🚀");
            assertThat(texts(seen.get("asked"))).contains("/it's;$HOME&\"x\"?q=%27");
            assertThat(watch.shells()).isEmpty();
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    @Test
    void gitUserAndHealthCommandArriveByteForByte() throws Exception {
        String user = "-rf it's \"quoted\" $HOME $(id) `id`; -x %s \\ Grüße 世界 🚀 *?[a-z]~!";
        List<String> command = new ArrayList<>(List.of("node", "check.js"));
        command.addAll(HOSTILE);
        command.add("");
        try (LockedRepository git = LockedRepository.of(cloud, user, "secret: " + user);
                ProcessWatch watch = ProcessWatch.of(cloud, "no argument of any process")) {
            Repository.of(cloud, "checked", "echo-app");
            Operator operator = cloud.operator();
            String project =
                    operator.post(
                                    "/api/projects",
                                    Map.of(
                                            "name",
                                            "checked",
                                            "gitUrl",
                                            git.url("checked"),
                                            "gitCredential",
                                            Map.of(
                                                    "kind",
                                                    "PASSWORD",
                                                    "username",
                                                    user,
                                                    "value",
                                                    "secret: " + user),
                                            "settings",
                                            Map.of(
                                                    "plan",
                                                    Map.of("runtimeVersion", "22"),
                                                    "health",
                                                    health(command))))
                            .get("id")
                            .getStringValue();

            JsonNode over = operator.awaitOver(operator.deploy(project), Duration.ofMinutes(3));

            JsonNode cause = over.get("cause");
            assertThat(over.get("state").getStringValue())
                    .as("cause: %s", cause.isNull() ? "none" : cause.get("message"))
                    .isEqualTo("LIVE");
            JsonNode seen =
                    ObjectMapper.getDefault()
                            .readValue(
                                    new App(cloud, "checked.localhost").body("/seen"),
                                    JsonNode.class);
            assertThat(texts(seen.get("checked"))).isEqualTo(command.subList(2, command.size()));
            assertThat(text(seen.get("version"))).startsWith("v22.");
            assertThat(watch.shells()).isEmpty();
        } catch (Throwable failure) {
            cloud.keepFolder();
            throw failure;
        }
    }

    private static Map<String, Object> health(List<String> command) {
        return Map.of(
                "type", "command",
                "arguments", command,
                "intervalMs", 1_000,
                "timeoutMs", 20_000,
                "threshold", 1,
                "failureThreshold", 3,
                "startPeriodMs", 30_000);
    }

    @Test
    void whatCannotArriveIsRefusedBeforeAnythingIsDone() throws Exception {
        Operator operator = cloud.operator();
        String project = operator.createProject("plain", cloud.gitUrl("plain"));
        String environment = operator.production(project);
        Map<String, String> answers = new LinkedHashMap<>();
        for (String text : HOSTILE) {
            refused(
                    answers,
                    "POST",
                    "/api/projects",
                    Map.of("name", text, "gitUrl", cloud.gitUrl("x")));
            refused(
                    answers,
                    "POST",
                    "/api/projects/" + project + "/environments",
                    Map.of("name", text));
            HttpResponse<String> answer =
                    operator.putVariables(
                            environment, List.of(Operator.variable(text, "value", false)));
            note(answers, "variable " + text, answer);
            refused(answers, "PATCH", "/api/projects/" + project, plan("runtimeVersion", text));
        }
        for (String user : List.of("two\nlines", "a\0b", "tab\t", "a:b")) {
            refused(
                    answers,
                    "PATCH",
                    "/api/projects/" + project,
                    Map.of(
                            "gitCredential",
                            Map.of("kind", "PASSWORD", "username", user, "value", "x")));
        }
        for (List<String> command :
                List.of(List.<String>of(), List.of("a\0b"), List.of("a", "b\0"))) {
            refused(
                    answers,
                    "PATCH",
                    "/api/projects/" + project,
                    Map.of("settings", Map.of("health", health(command))));
        }
        for (String url :
                List.of(
                        "--upload-pack=id",
                        "ext::sh -c id",
                        "file:///etc",
                        "/etc",
                        "https://example.org/a b",
                        "https://example.org/$(id)",
                        "https://example.org/a;id",
                        "https://example.org/'a'",
                        "https://-oProxyCommand=id/a",
                        "ssh://-oProxyCommand=id/a",
                        "git@-oProxyCommand=id:a",
                        "https://user:password@example.org/a")) {
            refused(answers, "POST", "/api/projects", Map.of("name", "other", "gitUrl", url));
        }
        for (String ref :
                List.of(
                        "-x", "--help", "a b", "a\nb", "a..b", "a~1", "a:b", "a\"b", "`id`",
                        "a;b")) {
            refused(answers, "PATCH", "/api/projects/" + project, Map.of("branch", ref));
            refused(answers, "POST", "/api/deployments", Map.of("projectId", project, "ref", ref));
            refused(
                    answers,
                    "POST",
                    "/api/deployments",
                    Map.of("projectId", project, "commit", ref));
        }
        for (String path : List.of("-x", "--help", "../x", "a/../../x", "/etc", "a\nb", "a\\b")) {
            refused(answers, "PATCH", "/api/projects/" + project, Map.of("rootDirectory", path));
            refused(answers, "PATCH", "/api/projects/" + project, plan("dockerfile", path));
            refused(answers, "PATCH", "/api/projects/" + project, plan("outputDirectory", path));
        }
        for (String command : List.of("two\nlines", "a\0b", "a\u0007b")) {
            refused(answers, "PATCH", "/api/projects/" + project, plan("buildCommand", command));
            refused(answers, "PATCH", "/api/projects/" + project, plan("startCommand", command));
            refused(answers, "PATCH", "/api/projects/" + project, plan("installCommand", command));
        }
        for (String path : List.of("no-slash", "/a b", "/a\nb", "/ü", "/a\r\nHost: x")) {
            refused(answers, "PATCH", "/api/projects/" + project, plan("healthPath", path));
        }
        answers.values().removeIf("422 invalid_request"::equals);
        assertThat(answers).isEmpty();
    }

    private void refused(Map<String, String> answers, String method, String path, Object body)
            throws Exception {
        note(
                answers,
                method + " " + path + " " + body,
                cloud.operator().send(method, path, body, null));
    }

    private static void note(
            Map<String, String> answers, String request, HttpResponse<String> answer) {
        answers.put(
                request,
                answer.statusCode()
                        + (answer.body().contains("\"invalid_request\"")
                                ? " invalid_request"
                                : " " + answer.body()));
    }

    private static Map<String, Object> plan(String field, String value) {
        return Map.of("settings", Map.of("plan", Map.of(field, value)));
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String text : HOSTILE) {
            variables.put("VALUE_" + variables.size(), text);
        }
        variables.put("EMPTY", "");
        variables.put("LONG", "x".repeat(60_000));
        return variables;
    }

    private static String text(JsonNode base64) {
        return new String(
                Base64.getDecoder().decode(base64.getStringValue()), StandardCharsets.UTF_8);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.values().forEach(each -> texts.add(text(each)));
        return texts;
    }
}
