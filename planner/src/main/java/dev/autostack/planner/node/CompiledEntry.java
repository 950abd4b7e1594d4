package dev.autostack.planner.node;

import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that is not in the tree because the build makes it, and that no script starts outside
 * of development: what TypeScript compiles, or a main file in a folder of results.
 *
 * @param build command that makes it; null: the project's own build script does
 */
record CompiledEntry(@Nullable String build, StartCommand start) {
    private static final List<String> FOLDERS = List.of("", "src/", "server/", "api/", "app/");
    private static final List<String> NAMES = List.of("index", "server", "main", "app");

    /** Null when nothing tells which file it would be. */
    static @Nullable CompiledEntry of(NodeProject project) {
        String script = project.script("build");
        Doc config = typeScript(project);
        if (config != null && (script == null || Words.of(script).contains("tsc"))) {
            String out = folder(config.at("compilerOptions", "outDir").string());
            return named(project, out)
                    .or(() -> compiled(project, config, out))
                    .map(file ->
                            new CompiledEntry(script == null ? "npx --no-install tsc" : null, file))
                    .orElse(null);
        }
        String main = plain(project.manifest().at("main").string());
        return script != null && main.matches("[\\w.-]+/.*\\.[cm]?js")
                ? new CompiledEntry(null, node(main, "package.json main"))
                : null;
    }

    private static @Nullable Doc typeScript(NodeProject project) {
        String text = project.uses("typescript") ? project.tree().text("tsconfig.json") : null;
        try {
            Doc config = text == null ? null : JsonText.parse(text);
            return config == null || config.at("compilerOptions", "noEmit").isTrue()
                    ? null
                    : config;
        } catch (Malformed e) {
            return null;
        }
    }

    /**
     * A file of the results that a script (such as {@code nodemon dist/index.js}) or main names.
     */
    private static Optional<StartCommand> named(NodeProject project, String out) {
        if (out.isEmpty()) {
            return Optional.empty();
        }
        Stream<String> named =
                Stream.concat(
                        Stream.of(plain(project.manifest().at("main").string())),
                        project.scripts().values().stream()
                                .flatMap(script -> Words.of(script).stream())
                                .map(CompiledEntry::plain));
        return named.filter(file -> file.startsWith(out + "/") && file.matches(".*\\.[cm]?js"))
                .findFirst()
                .map(file -> node(file, "what development runs"));
    }

    /** Where the compiler puts the usual entry file. */
    private static Optional<StartCommand> compiled(NodeProject project, Doc config, String out) {
        String set = config.at("compilerOptions", "rootDir").string();
        String root = set == null ? commonFolder(project, config) : folder(set);
        for (String folder : FOLDERS) {
            for (String name : NAMES) {
                String source = folder + name + ".ts";
                if (project.tree().has(source)
                        && (root.isEmpty() || source.startsWith(root + "/"))) {
                    String below = root.isEmpty() ? source : source.substring(root.length() + 1);
                    String result = below.substring(0, below.length() - 3) + ".js";
                    return Optional.of(
                            node(
                                    out.isEmpty() ? result : out + "/" + result,
                                    "tsconfig.json and " + source));
                }
            }
        }
        return Optional.empty();
    }

    /** The compiler's root without rootDir: the deepest folder that holds all it compiles. */
    private static String commonFolder(NodeProject project, Doc config) {
        List<String> included =
                config.at("include").texts().stream()
                        .map(pattern -> folder(pattern.replaceFirst("[*?].*$", "")))
                        .toList();
        String common = null;
        for (String file : project.tree().files()) {
            boolean compiled =
                    file.endsWith(".ts")
                            && !file.endsWith(".d.ts")
                            && (included.isEmpty()
                                    || included.stream()
                                            .anyMatch(each ->
                                                    each.isEmpty()
                                                            || file.equals(each)
                                                            || file.startsWith(each + "/")));
            if (compiled) {
                String parent = RelativePath.parent(file);
                common = common == null ? parent : common(common, parent);
            }
        }
        return common == null ? "" : common;
    }

    private static String common(String one, String other) {
        String shared = one;
        while (!shared.isEmpty() && !other.equals(shared) && !other.startsWith(shared + "/")) {
            shared = RelativePath.parent(shared);
        }
        return shared;
    }

    private static StartCommand node(String file, String source) {
        return new StartCommand(List.of("node", file), "node " + file, source);
    }

    private static String folder(@Nullable String path) {
        String plain = plain(path);
        String trimmed = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        return trimmed.equals(".") ? "" : trimmed;
    }

    private static String plain(@Nullable String path) {
        if (path == null) {
            return "";
        }
        return path.startsWith("./") ? path.substring(2) : path;
    }
}
