package dev.autostack.planner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void thePublishedSchemaIsTheOneThatIsUsed() {
        assertThat(Path.of("../docs/autostack.schema.json")).hasContent(Schema.text());
    }
}
