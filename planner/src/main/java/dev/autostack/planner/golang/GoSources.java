package dev.autostack.planner.golang;

import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.CTokens;
import dev.autostack.planner.parse.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the Go files of a project say: imports, main packages, addresses. */
final class GoSources {
    private static final int MAX_FILES = 80;
    private static final Pattern ADDRESS = Pattern.compile("(?:[a-z0-9.]*|\\[::])?:([0-9]{2,5})");

    /** What a module path may be made of (go.dev/ref/mod, module paths). */
    private static final String MODULE = "[A-Za-z0-9._~/-]+";

    private final Map<String, List<Token>> files = new LinkedHashMap<>();

    GoSources(SourceTree tree) {
        List<String> paths = new ArrayList<>();
        List<String> mains = new ArrayList<>();
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > 6) {
                break;
            }
            if (!file.endsWith(".go") || file.endsWith("_test.go") || isAside(file)) {
                continue;
            }
            (RelativePath.name(file).equals("main.go") || RelativePath.depth(file) == 0
                            ? mains
                            : paths)
                    .add(file);
        }
        mains.addAll(paths);
        for (String path : mains) {
            String text = files.size() < MAX_FILES ? tree.head(path, 60_000) : null;
            if (text != null) {
                files.put(path, CTokens.of(text));
            }
        }
    }

    private static boolean isAside(String file) {
        // bin and build hold programs in other languages; in Go they are ordinary packages.
        return Languages.isAside(file) && !file.startsWith("build/") && !file.startsWith("bin/");
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** The first file that imports the path (or a version or package below it), or null. */
    @Nullable String importer(String path) {
        for (Map.Entry<String, List<Token>> file : files.entrySet()) {
            if (imports(file.getValue()).stream()
                    .anyMatch(i -> i.equals(path) || i.startsWith(path + "/"))) {
                return file.getKey();
            }
        }
        return null;
    }

    private static Set<String> imports(List<Token> tokens) {
        Set<String> found = new LinkedHashSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isName("func") || tokens.get(i).isName("type")) {
                break;
            }
            if (!tokens.get(i).isName("import")) {
                continue;
            }
            if (tokens.get(i + 1).isSymbol("(")) {
                for (int j = i + 2; j < tokens.size() && !tokens.get(j).isSymbol(")"); j++) {
                    if (tokens.get(j).isString()) {
                        found.add(tokens.get(j).text());
                    }
                }
            } else {
                for (int j = i + 1; j < Math.min(i + 3, tokens.size()); j++) {
                    if (tokens.get(j).isString()) {
                        found.add(tokens.get(j).text());
                        break;
                    }
                }
            }
        }
        return found;
    }

    /** Modules that are C inside, by their own documentation. */
    private static final List<String> WITH_C =
            List.of(
                    "github.com/mattn/go-sqlite3",
                    "gorm.io/driver/sqlite",
                    "github.com/marcboeker/go-duckdb",
                    "github.com/confluentinc/confluent-kafka-go",
                    "github.com/chai2010/webp",
                    "github.com/kolesa-team/go-webp");

    /** True when C has to be compiled: a source says so, or a module that the sources import. */
    boolean needsC(GoModule module) {
        return WITH_C.stream().anyMatch(path -> module.requires(path) || importer(path) != null)
                || files.values().stream().anyMatch(tokens -> imports(tokens).contains("C"));
    }

    /** The first source that keeps data in an SQLite file, or null. */
    @Nullable String sqlite() {
        for (String path :
                List.of(
                        "github.com/mattn/go-sqlite3",
                        "gorm.io/driver/sqlite",
                        "github.com/glebarez/sqlite",
                        "github.com/glebarez/go-sqlite",
                        "modernc.org/sqlite",
                        "github.com/ncruces/go-sqlite3")) {
            String importer = importer(path);
            if (importer != null) {
                return importer;
            }
        }
        return null;
    }

    /**
     * What the sources call their own module: an import that ends in a folder of the tree. "app"
     * when there is none.
     */
    String modulePath(SourceTree tree) {
        for (List<Token> tokens : files.values()) {
            for (String path : imports(tokens)) {
                for (int slash = path.indexOf('/');
                        slash > 0;
                        slash = path.indexOf('/', slash + 1)) {
                    String folder = path.substring(slash + 1);
                    if (tree.hasDirectory(folder)
                            && isPackage(tree, folder)
                            && path.matches(MODULE)) {
                        return path.substring(0, slash);
                    }
                }
            }
        }
        return "app";
    }

    private static boolean isPackage(SourceTree tree, String folder) {
        return tree.namesIn(folder).stream().anyMatch(name -> name.endsWith(".go"));
    }

    /** Folders that hold a {@code package main} with a main function. */
    Set<String> mainFolders() {
        Set<String> folders = new TreeSet<>();
        for (Map.Entry<String, List<Token>> file : files.entrySet()) {
            List<Token> tokens = file.getValue();
            boolean packageMain =
                    tokens.size() > 1
                            && tokens.getFirst().isName("package")
                            && tokens.get(1).isName("main");
            boolean function = false;
            for (int i = 0; packageMain && i + 1 < tokens.size(); i++) {
                function |= tokens.get(i).isName("func") && tokens.get(i + 1).isName("main");
            }
            if (function) {
                folders.add(RelativePath.parent(file.getKey()));
            }
        }
        return folders;
    }

    /** The literal port of an address such as {@code ":8080"} in a call, or null. */
    @Nullable Integer port() {
        for (List<Token> tokens : files.values()) {
            for (int i = 1; i < tokens.size(); i++) {
                Matcher address =
                        tokens.get(i).isString() && tokens.get(i).text().length() < 40
                                ? ADDRESS.matcher(tokens.get(i).text())
                                : null;
                if (address != null && address.matches() && !tokens.get(i - 1).isSymbol("+")) {
                    int port = Integer.parseInt(address.group(1));
                    if (port >= 80
                            && port < 65_536
                            && !List.of(5432, 6379, 3306, 27_017, 9092, 5672).contains(port)) {
                        return port;
                    }
                }
            }
        }
        return portVariable();
    }

    private @Nullable Integer portVariable() {
        for (List<Token> tokens : files.values()) {
            for (int i = 0; i + 2 < tokens.size(); i++) {
                boolean named = tokens.get(i).text().equalsIgnoreCase("port");
                for (int j = i + 1; named && j < Math.min(i + 4, tokens.size()); j++) {
                    if (tokens.get(j).text().matches("[1-9][0-9]{3,4}")) {
                        return Integer.valueOf(tokens.get(j).text());
                    }
                }
            }
        }
        return null;
    }

    /** Literal paths that are routed. */
    Set<String> routes() {
        Set<String> routes = new LinkedHashSet<>();
        for (List<Token> tokens : files.values()) {
            for (int i = 1; i < tokens.size(); i++) {
                String text = tokens.get(i).text();
                if (tokens.get(i).isString() && tokens.get(i - 1).isSymbol("(")) {
                    String path = text.startsWith("GET /") ? text.substring(4) : text;
                    if (path.startsWith("/")) {
                        routes.add(path);
                    }
                }
            }
        }
        return routes;
    }

    /** Names read by os.Getenv. */
    Set<String> environmentReads() {
        Set<String> names = new TreeSet<>();
        for (List<Token> tokens : files.values()) {
            for (int i = 0; i + 2 < tokens.size(); i++) {
                if ((tokens.get(i).isName("Getenv") || tokens.get(i).isName("LookupEnv"))
                        && tokens.get(i + 1).isSymbol("(")
                        && tokens.get(i + 2).isString()) {
                    names.add(tokens.get(i + 2).text());
                }
            }
        }
        return names;
    }
}
