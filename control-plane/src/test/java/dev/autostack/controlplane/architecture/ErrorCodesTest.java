package dev.autostack.controlplane.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/errors.md against the sources of all processes. */
class ErrorCodesTest {
    private static final List<String> MODULES =
            List.of("control-plane", "planner", "build-worker", "agents/docker", "agents/edge");

    private static final Path PROTOCOL = Path.of("../protocol/src/main/java");

    @Test
    void everyCodeThatIsSentIsListedAndEveryListedOneIsSent() throws IOException {
        Map<String, String> sent = new TreeMap<>();
        TreeSet<String> unclear = new TreeSet<>();
        for (String module : MODULES) {
            ErrorCodes found =
                    ErrorCodes.in(List.of(Path.of("..", module, "src/main/java"), PROTOCOL));
            found.made.forEach((code, file) -> sent.putIfAbsent(code, module + " " + file));
            found.unclear.forEach(each -> unclear.add(module + " " + each));
        }
        Map<String, String> unlisted = new TreeMap<>(sent);
        unlisted.keySet().removeAll(listed());
        TreeSet<String> unsent = new TreeSet<>(listed());
        unsent.removeAll(sent.keySet());

        assertThat(unclear).as("codes that cannot be read off the source").isEmpty();
        assertThat(unlisted).as("sent, but not in docs/errors.md").isEmpty();
        assertThat(unsent).as("in docs/errors.md, but never sent").isEmpty();
    }

    /** What stands in backticks in the first column of a table. */
    private static Set<String> listed() throws IOException {
        TreeSet<String> codes = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/errors.md"))) {
            if (line.startsWith("| `")) {
                Matcher code = Pattern.compile("`(\\w+)`").matcher(line.split("\\|", -1)[1]);
                while (code.find()) {
                    codes.add(code.group(1));
                }
            }
        }
        return codes;
    }
}
