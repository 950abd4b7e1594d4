package dev.autostack.planner.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void thePublishedSchemaIsTheOneThatIsUsed() {
        assertThat(Path.of("../docs/autostack.schema.json")).hasContent(Schema.text());
    }

    @Test
    void theExampleInTheDocumentationIsValidAndItsTableNamesEveryKeyAndNoOther() throws Exception {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(example.find()).isTrue();
        assertThat(Schema.check(YamlText.parse(example.group(1)))).isEmpty();

        Doc schema = JsonText.parse(Schema.text());
        List<String> rows =
                Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE)
                        .matcher(page)
                        .results()
                        .map(row -> row.group(1))
                        .toList();
        assertThat(rows).containsExactlyElementsOf(schema.at("properties").keys());
    }
}
