package dev.autostack.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StacksPageTest {
    private static final Path PAGE = Path.of("../docs/stacks.md");

    @Test
    void thePageSaysWhatTheCodeKnows() throws IOException {
        String text = StacksPage.text();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE).exists().content().isEqualTo(text);
    }
}
