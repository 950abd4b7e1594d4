package dev.autostack.controlplane.docs;

import static dev.autostack.controlplane.docs.Schemas.list;
import static dev.autostack.controlplane.docs.Schemas.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.ApiClient;
import dev.autostack.controlplane.testing.TestServer;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The committed description of the API against the code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final Path COMMITTED = Path.of("openapi.yaml");
    private static final Path COMPILED = Path.of("target/openapi/compiled.yml");
    private static final String HEAD =
            """
            # Made from the code. To renew it: mvn -pl control-plane -am test -Dtest=OpenApiTest -Dopenapi.update
            """;

    private final TestServer server = new TestServer();
    private String made = "";
    private Map<String, Object> document = Map.of();
    private List<ApiRoutes.Route> routes = List.of();

    @BeforeAll
    void make() throws IOException {
        routes = ApiRoutes.of(server.bean(Router.class));
        Yaml yaml = new Yaml(style());
        document = ApiDocument.of(yaml.load(Files.readString(COMPILED)), routes);
        made = HEAD + yaml.dump(document);
        if (System.getProperty("openapi.update") != null) {
            Files.writeString(COMMITTED, made);
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static DumperOptions style() {
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        style.setDereferenceAliases(true);
        style.setWidth(120);
        style.setSplitLines(false);
        return style;
    }

    @Test
    void theCommittedFileIsWhatTheCodeSays() throws IOException {
        assertThat(Files.readString(COMMITTED))
                .as("openapi.yaml; renew it with -Dtest=OpenApiTest -Dopenapi.update")
                .isEqualTo(made);
    }

    @Test
    void everyRouteForPeopleIsDescribedAndNothingElse() {
        List<String> described = new ArrayList<>();
        map(document.get("paths"))
                .forEach((path, operations) ->
                        map(operations)
                                .keySet()
                                .forEach(method -> described.add(method + " " + path)));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        routes.stream().map(ApiRoutes.Route::key).toList());
    }

    @Test
    void everyOperationHasANameOfItsOwnASummaryATagAndARefusal() {
        List<String> names = new ArrayList<>();
        for (Map<String, Object> operation : operations()) {
            String name = String.valueOf(operation.get("operationId"));
            names.add(name);
            assertThat(name).matches("[a-z][A-Za-z]+");
            assertThat(String.valueOf(operation.get("summary")))
                    .as(name)
                    .matches("[A-Z0-9].{2,}[^.]");
            assertThat(list(operation.get("tags"))).as(name).hasSize(1);
            assertThat(map(operation.get("responses"))).as(name).containsKey("default");
        }
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNoNameIsMadeUpByTheGenerator() {
        Matcher references = Pattern.compile("#/components/(\\w+)/([^'\"\\s]+)").matcher(made);
        TreeSet<String> dangling = new TreeSet<>();
        while (references.find()) {
            Map<String, Object> kind =
                    map(map(document.get("components")).get(references.group(1)));
            if (!kind.containsKey(references.group(2))) {
                dangling.add(references.group());
            }
        }
        assertThat(dangling).isEmpty();
        assertThat(map(map(document.get("components")).get("schemas")).keySet())
                .allMatch(name -> name.matches("[A-Z][A-Za-z]+"));
    }

    @Test
    void thePageAndTheFileComeFromHere() throws IOException {
        ApiClient nobody = ApiClient.anonymous(server);
        ApiClient.Answer page = nobody.get("/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        Matcher parts = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (parts.find()) {
            found++;
            assertThat(parts.group(1)).startsWith("/");
            assertThat(nobody.get(parts.group(1)).status()).as(parts.group(1)).isEqualTo(200);
        }
        assertThat(found).isGreaterThan(4);
        assertThat(nobody.get("/docs/page.js").header("Content-Type")).contains("javascript");
        assertThat(nobody.get("/docs/..%2fapplication.yml").status()).isIn(400, 404);
        assertThat(nobody.get("/docs/application.yml").status()).isEqualTo(404);
        assertThat(nobody.get("/openapi.yaml").body()).contains("openapi: 3.1.0");
    }

    private List<Map<String, Object>> operations() {
        return map(document.get("paths")).values().stream()
                .flatMap(path -> map(path).values().stream())
                .map(Schemas::map)
                .toList();
    }
}
