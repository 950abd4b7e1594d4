package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A package.json with what stands around it. */
final class NodeProject {
    private static final List<String> ENTRY_NAMES = List.of("index", "server", "app", "main");
    private static final List<String> ENTRY_FOLDERS =
            List.of("", "src/", "server/", "api/", "bin/");
    private static final List<String> ENTRY_ENDINGS =
            List.of(".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx");

    private final SourceTree tree;
    private final String manifestFile;
    private final Doc manifest;
    private final Map<String, String> dependencies;
    private final Map<String, String> devDependencies;
    private final Map<String, String> scripts;
    private @Nullable Map<String, JsSource> entries;

    NodeProject(SourceTree tree, String manifestFile) {
        this.tree = tree;
        this.manifestFile = manifestFile;
        this.manifest = manifestFile.isEmpty() ? Doc.nothing() : tree.json(manifestFile);
        this.dependencies = texts(manifest.at("dependencies"));
        this.devDependencies = texts(manifest.at("devDependencies"));
        this.scripts = texts(manifest.at("scripts"));
    }

    private static Map<String, String> texts(Doc object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.fields()
                .forEach((name, value) -> {
                    String text = value.text();
                    if (text != null) {
                        map.put(name, text);
                    }
                });
        return map;
    }

    SourceTree tree() {
        return tree;
    }

    /** package.json, package.json5, or "" when there is none. */
    String manifestFile() {
        return manifestFile;
    }

    Doc manifest() {
        return manifest;
    }

    Map<String, String> dependencies() {
        return dependencies;
    }

    Map<String, String> scripts() {
        return scripts;
    }

    /** In dependencies or devDependencies. */
    boolean uses(String name) {
        return dependencies.containsKey(name) || devDependencies.containsKey(name);
    }

    boolean needs(String name) {
        return dependencies.containsKey(name);
    }

    boolean onlyForDevelopment(String name) {
        return devDependencies.containsKey(name) && !dependencies.containsKey(name);
    }

    boolean isPeer(String name) {
        return manifest.at("peerDependencies").has(name);
    }

    /** The range of a dependency, "" when it is none. */
    String range(String name) {
        String range = dependencies.get(name);
        return range == null ? devDependencies.getOrDefault(name, "") : range;
    }

    /** True when a script begins a command with this program. */
    boolean runs(String program) {
        Pattern command = Pattern.compile("(^|[&|;]|npx)\\s*" + Pattern.quote(program) + "(\\s|$)");
        return scripts.values().stream().anyMatch(script -> command.matcher(script).find());
    }

    @Nullable String script(String name) {
        return scripts.get(name);
    }

    /** A dependency of one of the names, or null. */
    @Nullable String firstUsed(List<String> names) {
        for (String name : names) {
            if (uses(name)) {
                return name;
            }
        }
        return null;
    }

    /** The files that could be the program's entry, by path. */
    Map<String, JsSource> entries() {
        Map<String, JsSource> known = entries;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (String path : entryPaths()) {
                String text = tree.text(path);
                if (text != null && known.size() < 12) {
                    known.put(path, new JsSource(text));
                }
            }
            entries = known;
        }
        return known;
    }

    private Set<String> entryPaths() {
        List<String> paths = new ArrayList<>();
        String start = scripts.get("start");
        if (start != null) {
            for (String word : Words.of(start)) {
                paths.add(word);
                for (String ending : ENTRY_ENDINGS) {
                    paths.add(word + ending);
                }
            }
        }
        String main = manifest.at("main").string();
        if (main != null) {
            paths.add(main);
            paths.add(main + ".js");
        }
        for (String folder : ENTRY_FOLDERS) {
            for (String name : ENTRY_NAMES) {
                for (String ending : ENTRY_ENDINGS) {
                    paths.add(folder + name + ending);
                }
            }
        }
        Set<String> found = new java.util.LinkedHashSet<>();
        for (String path : paths) {
            String plain = path.startsWith("./") ? path.substring(2) : path;
            if (ENTRY_ENDINGS.stream().anyMatch(plain::endsWith) && tree.has(plain)) {
                found.add(plain);
            }
        }
        return found;
    }

    /** A script of the project by its path, null for any other word. */
    @Nullable JsSource entry(String path) {
        JsSource known = entries().get(path);
        boolean script = path.length() < 500 && ENTRY_ENDINGS.stream().anyMatch(path::endsWith);
        String text = known == null && script && tree.has(path) ? tree.text(path) : null;
        return text == null ? known : new JsSource(text);
    }

    /** The first entry file that imports the module, itself or by a file of its own; or null. */
    @Nullable String entryThatImports(String module) {
        for (Map.Entry<String, JsSource> entry : entries().entrySet()) {
            if (entry.getValue().imports().contains(module)) {
                return entry.getKey();
            }
        }
        for (Map.Entry<String, JsSource> entry : entries().entrySet()) {
            for (String imported : entry.getValue().imports()) {
                String path = imported.startsWith(".") ? file(entry.getKey(), imported) : null;
                String text = path == null ? null : tree.text(path);
                if (text != null && new JsSource(text).imports().contains(module)) {
                    return path;
                }
            }
        }
        return null;
    }

    /** The file that a relative import means, by the endings Node and TypeScript try. */
    @Nullable String file(String importer, String imported) {
        String path = RelativePath.resolve(RelativePath.parent(importer), imported);
        if (path == null) {
            return null;
        }
        String stem = path.replaceFirst("\\.[cm]?js$", "");
        List<String> candidates = new ArrayList<>(List.of(path));
        for (String ending : ENTRY_ENDINGS) {
            candidates.add(stem + ending);
            candidates.add(path + "/index" + ending);
        }
        return tree.firstOf(candidates.toArray(String[]::new));
    }
}
