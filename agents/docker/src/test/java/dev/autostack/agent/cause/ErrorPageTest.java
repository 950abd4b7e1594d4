package dev.autostack.agent.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.protocol.Cause;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each code that an agent reports stands in docs/errors.md, and no other, in order. */
class ErrorPageTest {
    private static final Cause INNER = new Cause("c", "m", "h", null, List.of());

    @Test
    void thePageListsEachCodeOfAnInstanceInOrder() throws Exception {
        List<String> reported = new ArrayList<>();
        for (Method method : Causes.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("withLines")) {
                Cause cause = (Cause) method.invoke(null, arguments(method));
                assertThat(cause.message()).as(cause.code()).isNotBlank();
                assertThat(cause.hint()).as(cause.code()).isNotBlank();
                reported.add(cause.code());
            }
        }

        assertThat(listed()).isEqualTo(reported.stream().distinct().sorted().toList());
    }

    private static List<String> listed() throws Exception {
        String page = Files.readString(Path.of("../../docs/errors.md"));
        String section = page.substring(page.indexOf("\n## Instance\n") + 1);
        int next = section.indexOf("\n## ", 5);
        Matcher rows =
                Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                        .matcher(next < 0 ? section : section.substring(0, next));
        return rows.results().map(row -> row.group(1)).toList();
    }

    private static Object[] arguments(Method method) {
        var arguments = new ArrayList<Object>();
        for (Class<?> type : method.getParameterTypes()) {
            if (type == String.class) {
                arguments.add("x");
            } else if (type == int.class) {
                arguments.add(1);
            } else if (type == long.class) {
                arguments.add(1L);
            } else if (type == boolean.class) {
                arguments.add(false);
            } else if (type == List.class) {
                arguments.add(List.of(1));
            } else if (type == Cause.class) {
                arguments.add(INNER);
            } else {
                throw new IllegalStateException("no argument for " + type);
            }
        }
        return arguments.toArray();
    }
}
