package dev.autostack.planner.golang;

import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A go.mod (go.dev/ref/mod#go-mod-file): direct requirements only.
 *
 * @param toolchain the toolchain line without "go", null without one
 * @param folders of the tree that stand for modules: {@code replace} in a go.mod, {@code use} in a
 *     go.work
 */
record GoModule(
        @Nullable String name,
        @Nullable String go,
        @Nullable String toolchain,
        List<String> direct,
        List<String> folders) {
    GoModule {
        direct = List.copyOf(direct);
        folders = List.copyOf(folders);
    }

    static GoModule parse(@Nullable String text) {
        String name = null;
        String go = null;
        String toolchain = null;
        List<String> direct = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        String block = "";
        for (String raw : text == null ? List.<String>of() : text.lines().toList()) {
            int comment = raw.indexOf("//");
            boolean indirect = comment >= 0 && raw.substring(comment).contains("indirect");
            List<String> words = Words.of((comment < 0 ? raw : raw.substring(0, comment)).strip());
            if (words.isEmpty()) {
                continue;
            }
            String first = words.getFirst();
            if (first.equals(")")) {
                block = "";
                continue;
            }
            if (words.size() >= 2 && words.getLast().equals("(")) {
                block = first;
                continue;
            }
            String verb = block.isEmpty() ? first : block;
            List<String> rest = block.isEmpty() ? words.subList(1, words.size()) : words;
            if (rest.isEmpty()) {
                continue;
            }
            switch (verb) {
                case "module" -> name = rest.getFirst().replace("\"", "");
                case "go" -> go = rest.getFirst();
                case "toolchain" -> toolchain = rest.getFirst().replaceFirst("^go", "");
                case "require" -> {
                    if (!indirect) {
                        direct.add(rest.getFirst().replace("\"", ""));
                    }
                }
                case "use" -> folders.add(rest.getFirst().replace("\"", ""));
                case "replace" -> {
                    int arrow = rest.indexOf("=>");
                    if (arrow >= 0
                            && arrow + 1 < rest.size()
                            && rest.get(arrow + 1).startsWith(".")) {
                        folders.add(rest.get(arrow + 1));
                    }
                }
                default -> {
                    // exclude, retract, tool, godebug do not name what the app stands on.
                }
            }
        }
        return new GoModule(name, go, toolchain, direct, folders);
    }

    /** True when a direct requirement is the path, or the path with a major version. */
    boolean requires(String path) {
        return direct.stream()
                .anyMatch(d ->
                        d.equals(path)
                                || d.matches(java.util.regex.Pattern.quote(path) + "/v[0-9]+"));
    }
}
