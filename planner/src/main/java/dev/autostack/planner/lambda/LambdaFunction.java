package dev.autostack.planner.lambda;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One function.
 *
 * @param handler as the runtime takes it: file without ending, a dot, what it exports
 * @param folder below the project, from which the handler's file counts; "" is the project
 * @param runtime such as {@code nodejs22.x}; null when nothing names it
 * @param asked how web requests come to it
 * @param variables names that its environment sets
 */
record LambdaFunction(
        String name,
        String handler,
        String folder,
        @Nullable String runtime,
        Asked asked,
        List<String> variables) {
    private static final List<String> ENDINGS =
            List.of(".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".py", ".rb");

    /** In the order in which one of several is taken. */
    enum Asked {
        EVERYTHING,
        SOME_PATHS,
        NO_REQUESTS
    }

    LambdaFunction {
        variables = List.copyOf(variables);
    }

    /** The handler's file without its ending, from the project. */
    String stem() {
        int dot = handler.lastIndexOf('.');
        return RelativePath.join(folder, dot < 0 ? handler : handler.substring(0, dot));
    }

    /** The handler's file from the project, null when it is not among the sources. */
    @Nullable String file(SourceTree tree) {
        List<String> candidates = new ArrayList<>();
        String plain = RelativePath.resolve("", stem());
        if (plain == null) {
            return null;
        }
        for (String ending : ENDINGS) {
            candidates.add(plain + ending);
        }
        // Python names modules with dots, too.
        String dotted =
                RelativePath.join(folder, handler.replaceFirst("\\.[^.]*$", "").replace('.', '/'));
        candidates.add(dotted + ".py");
        return tree.firstOf(candidates.toArray(String[]::new));
    }
}
