package dev.autostack.controlplane.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.ApiClient;
import dev.autostack.controlplane.testing.TestServer;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VariableApiTest {
    /** Texts that shells, templates, files of variables and encodings like to change. */
    private static final List<String> HOSTILE =
            List.of(
                    "",
                    " ",
                    " leading and trailing ",
                    "-leading-dash",
                    "--help",
                    "\"double\" and 'single' and `back`",
                    "$HOME ${HOME} $(id) `id` %PATH% #{x} {{x}} <%= x %>",
                    "; rm -rf / #",
                    "a && b || c | d > e < f & g",
                    "line one\nline two\r\nline three\n",
                    "\ttab\u000b\u000c\u001b[31mred\u001b[0m",
                    "back\\slash \\n \\u0041 \\",
                    "=equals=first",
                    "# comment",
                    "ünïcödé ☃ 🚀 日本語 \u202ertl\u202c \u200bzero\u00a0width",
                    "e\u0301 is not \u00e9",
                    "\ufeffbom",
                    "@file /etc/passwd",
                    "null",
                    "true",
                    "0123",
                    "{\"json\": [1, \"two\"]}",
                    "-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
                    "x".repeat(60_000));

    private TestServer server;
    private ApiClient owner;
    private UUID environment;
    private int projects;

    @BeforeAll
    void start() {
        server = new TestServer();
        owner = ApiClient.owner(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void anEnvironment() {
        ApiClient.Answer project =
                owner.post(
                        "/api/projects",
                        "{\"name\":\"p%d\",\"gitUrl\":\"https://example.com/a.git\"}"
                                .formatted(++projects));
        environment = UUID.fromString(project.json("environments.0.id"));
    }

    @Test
    void hostileValuesAreKeptByteExact() throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (int i = 0; i < HOSTILE.size(); i++) {
            wanted.put("V%02d".formatted(i), HOSTILE.get(i));
        }
        assertThat(replace(1, wanted, true).status()).isEqualTo(200);

        Variables variables = server.bean(Variables.class);
        assertThat(variables.open(environment)).isEqualTo(wanted);

        assertThat(replace(2, wanted, false).status()).isEqualTo(200);
        ApiClient.Answer shown = owner.get(path());
        for (int i = 0; i < HOSTILE.size(); i++) {
            assertThat(shown.json("variables." + i + ".value")).isEqualTo(HOSTILE.get(i));
        }
    }

    @Test
    void secretsAreInNoAnswerAndNotInTheDatabaseInPlain() throws IOException {
        String canary = "canary-\"quoted\"-7f3a9c";
        ApiClient.Answer written = replace(1, Map.of("TOKEN", canary), true);

        assertThat(written.body()).doesNotContain("7f3a9c");
        assertThat(owner.get(path()).body()).contains("\"TOKEN\"").doesNotContain("7f3a9c");
        assertThat(
                        server.database()
                                .sql(
                                        "select 1 from variable where position(?::bytea in sealed) > 0",
                                        "7f3a9c".getBytes(StandardCharsets.UTF_8))
                                .exists())
                .isFalse();
        assertThat(
                        server.database()
                                .sql("select 1 from audit_event where detail::text like '%7f3a9c%'")
                                .exists())
                .isFalse();
    }

    @Test
    void aSecretIsKeptWithoutRepeatingItAndNeverTurnsReadable() throws IOException {
        replace(1, Map.of("A", "first-secret", "B", "second-secret"), true);
        ApiClient.Answer kept =
                put(2, "[{\"name\":\"A\",\"value\":null,\"secret\":true,\"buildTime\":true}]");
        assertThat(kept.status()).as(kept.body()).isEqualTo(200);
        assertThat(kept.json("variables.0.buildTime")).isEqualTo("true");
        assertThat(server.bean(Variables.class).open(environment))
                .isEqualTo(Map.of("A", "first-secret"));

        assertThat(put(3, "[{\"name\":\"A\",\"value\":null,\"secret\":false}]").status())
                .isEqualTo(422);
        assertThat(put(3, "[{\"name\":\"NEW\",\"value\":null,\"secret\":true}]").status())
                .isEqualTo(422);
    }

    @Test
    void aVariableIsSecretUnlessSaidOtherwise() {
        ApiClient.Answer written = put(1, "[{\"name\":\"A\",\"value\":\"value-of-a\"}]");

        assertThat(written.json("variables.0.secret")).isEqualTo("true");
        assertThat(written.body()).doesNotContain("value-of-a");
    }

    @Test
    void whatCannotBeKeptExactlyIsRefusedByField() {
        ApiClient.Answer refused =
                put(
                        1,
                        """
                        [{"name":"OK","value":"x"},{"name":"1BAD","value":"x"},{"name":"OK","value":"y"},
                         {"name":"NUL","value":"a\\u0000b"},{"name":"LONE","value":"\\ud800"},
                         {"name":"a b","value":"x"},{"name":"A=B","value":"x"},{"name":"","value":"x"},
                         {"name":"HOLLOW","value":"","secret":true,"buildTime":true},
                         {"name":"EMPTY","value":"","secret":true}]
                        """);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        for (String field :
                List.of(
                        "variables[1].name",
                        "variables[2].name",
                        "variables[3].value",
                        "variables[4].value",
                        "variables[5].name",
                        "variables[6].name",
                        "variables[7].name",
                        "variables[8].value")) {
            assertThat(refused.body()).contains("\"" + field + "\":");
        }
        assertThat(refused.body()).doesNotContain("variables[9]");
        assertThat(owner.get(path()).node("variables").size()).isZero();
    }

    @Test
    void aSetThatChangedMeanwhileIsNotOverwritten() throws IOException {
        assertThat(owner.put(path(), "{\"variables\":[]}").status()).isEqualTo(428);
        assertThat(replace(1, Map.of("A", "1"), false).header("ETag")).isEqualTo("\"2\"");
        ApiClient.Answer late = replace(1, Map.of("A", "2"), false);

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("changed_meanwhile");
        assertThat(owner.get(path()).json("variables.0.value")).isEqualTo("1");
        assertThat(replace(2, Map.of("A", "1"), false).header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void oneDamagedValueSpoilsOneField() throws IOException {
        replace(1, Map.of("A", "1", "B", "2"), false);
        server.database()
                .sql(
                        "update variable set sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40)) where environment_id = ? and name = 'A'",
                        environment)
                .update();
        ApiClient.Answer shown = owner.get(path());

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.node("variables.0.value").isNull()).isTrue();
        assertThat(shown.json("variables.1.value")).isEqualTo("2");
    }

    @Test
    void aSealedValueMovedToAnotherNameDoesNotOpen() throws IOException {
        replace(1, Map.of("A", "secret-one", "B", "secret-two"), true);
        server.database()
                .sql(
                        "update variable v set sealed = (select sealed from variable where environment_id = v.environment_id and name = 'A') where environment_id = ? and name = 'B'",
                        environment)
                .update();

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> server.bean(Variables.class).open(environment))
                .isInstanceOf(dev.autostack.controlplane.seal.SealBroken.class);
    }

    private ApiClient.Answer replace(long revision, Map<String, String> values, boolean secret)
            throws IOException {
        List<Map<String, @Nullable Object>> inputs = new ArrayList<>();
        values.forEach((name, value) -> {
            Map<String, @Nullable Object> input = new LinkedHashMap<>();
            input.put("name", name);
            input.put("value", value);
            input.put("secret", secret);
            input.put("buildTime", false);
            inputs.add(input);
        });
        return put(revision, server.bean(ObjectMapper.class).writeValueAsString(inputs));
    }

    private ApiClient.Answer put(long revision, String variables) {
        return owner.with("If-Match", "\"" + revision + "\"")
                .put(path(), "{\"variables\":" + variables + "}");
    }

    private String path() {
        return "/api/environments/" + environment + "/variables";
    }
}
