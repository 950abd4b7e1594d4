package dev.autostack.planner.deno;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.JsSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scripts of a Deno project, from its entry along the imports of its own files. */
final class DenoSources {
    private static final int MAX_SCRIPTS = 32;
    private static final int MAX_BYTES = 100_000;

    /** Where programs begin, usual names first. */
    static final List<String> ENTRIES =
            List.of(
                    "main.ts",
                    "mod.ts",
                    "server.ts",
                    "app.ts",
                    "index.ts",
                    "src/main.ts",
                    "src/mod.ts",
                    "main.js",
                    "main.tsx",
                    "src/index.ts",
                    "src/server.ts",
                    "src/app.ts",
                    "server.tsx",
                    "index.tsx",
                    "server/main.ts",
                    "server.js",
                    "app.js",
                    "mod.js",
                    "index.js",
                    "src/main.js",
                    "src/index.js");

    /** Node.js and browsers know neither scheme; only Deno takes TypeScript from an address. */
    private static final Pattern DENO_MODULE =
            Pattern.compile(
                    "jsr:.*|npm:.*|https?://(?:deno\\.land|jsr\\.io|x\\.nest\\.land|denopkg\\.com)/.*"
                            + "|https?://.*\\.ts");

    private final SourceTree tree;
    private final Map<String, JsSource> read = new LinkedHashMap<>();

    private DenoSources(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * Reads the entries and what they import of their own project.
     *
     * @param everywhere also scripts in other folders, for a tree that no manifest describes
     */
    static DenoSources of(SourceTree tree, boolean everywhere) {
        DenoSources sources = new DenoSources(tree);
        Deque<String> open = new ArrayDeque<>();
        for (String entry : ENTRIES) {
            if (tree.has(entry)) {
                open.add(entry);
            }
        }
        for (String modules : List.of("deps.ts", "src/deps.ts")) {
            if (tree.has(modules)) {
                open.add(modules);
            }
        }
        sources.follow(open);
        if (everywhere) {
            sources.lookAround();
        }
        return sources;
    }

    private void follow(Deque<String> open) {
        while (!open.isEmpty() && read.size() < MAX_SCRIPTS) {
            String path = open.remove();
            JsSource source = source(path);
            if (source == null) {
                continue;
            }
            for (String module : source.imports()) {
                String file =
                        module.startsWith(".")
                                ? RelativePath.resolve(RelativePath.parent(path), module)
                                : null;
                if (file != null && isScript(file) && tree.has(file) && !read.containsKey(file)) {
                    open.add(file);
                }
            }
        }
    }

    private void lookAround() {
        int most = read.size() + MAX_SCRIPTS;
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > 2 || read.size() >= most) {
                return;
            }
            // Functions that a service runs at its edge; the app beside them is something else.
            boolean edge = file.startsWith("supabase/") || file.startsWith("netlify/");
            if (isTyped(file) && !edge && !read.containsKey(file)) {
                source(file);
            }
        }
    }

    private @Nullable JsSource source(String path) {
        String text = tree.head(path, MAX_BYTES);
        if (text == null) {
            return null;
        }
        JsSource source = new JsSource(text);
        read.put(path, source);
        return source;
    }

    private static boolean isScript(String path) {
        return isTyped(path) || path.endsWith(".js") || path.endsWith(".jsx");
    }

    private static boolean isTyped(String path) {
        return (path.endsWith(".ts") || path.endsWith(".tsx")) && !path.endsWith(".d.ts");
    }

    /** The first script that only Deno can run; null without one. */
    @Nullable String importer() {
        for (Map.Entry<String, JsSource> source : read.entrySet()) {
            if (source.getValue().imports().stream().anyMatch(DenoSources::isDenoModule)
                    || source.getValue().calls("Deno")) {
                return source.getKey();
            }
        }
        return null;
    }

    /** Everything that is imported, as written. */
    Set<String> modules() {
        Set<String> modules = new LinkedHashSet<>();
        read.values().forEach(source -> modules.addAll(source.imports()));
        return modules;
    }

    /** The port of the first script that listens on a literal one. */
    @Nullable Integer port() {
        for (JsSource source : read.values()) {
            Integer port = source.listenPort();
            if (port != null) {
                return port;
            }
        }
        return null;
    }

    static boolean isDenoModule(String module) {
        return DENO_MODULE.matcher(module).matches();
    }
}
