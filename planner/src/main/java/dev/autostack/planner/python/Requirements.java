package dev.autostack.planner.python;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.Token;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The packages a project asks for, by normalised name (PEP 503), with the file that names each. */
final class Requirements {
    private static final Pattern NAME =
            Pattern.compile("\\s*([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(\\[[^]]*])?(.*)");

    private static final Pattern FOR_DEVELOPMENT =
            Pattern.compile("dev|test|doc|lint|ci[._-]|local|build");

    private final Map<String, String> fileOf = new LinkedHashMap<>();
    private final Map<String, String> textOf = new LinkedHashMap<>();

    private Requirements() {}

    static Requirements of(SourceTree tree) {
        Requirements all = new Requirements();
        for (String name :
                List.of(
                        "requirements.txt",
                        "requirements.in",
                        "requirements/base.txt",
                        "requirements/prod.txt",
                        "requirements/production.txt",
                        "requirements/common.txt",
                        "requirements/requirements.txt",
                        "requirements-prod.txt",
                        "requirements_prod.txt",
                        "requirements-base.txt",
                        "requires.txt",
                        "requirements/main.txt",
                        "requirements/base.in",
                        "requirements/app.txt")) {
            all.requirementsFile(tree, name, 0);
        }
        String unusual = all.isEmpty() ? unusualFile(tree) : null;
        if (unusual != null) {
            all.requirementsFile(tree, unusual, 0);
        }
        all.pyproject(tree.toml("pyproject.toml"));
        Doc pipfile = tree.toml("Pipfile");
        pipfile.at("packages")
                .fields()
                .forEach((name, spec) -> all.add(name, "Pipfile", name + spec));
        all.setup(tree);
        all.conda(tree);
        return all;
    }

    /** Those of one file and of the files that it includes. */
    static Requirements in(SourceTree tree, String file) {
        Requirements all = new Requirements();
        all.requirementsFile(tree, file, 0);
        return all;
    }

    /**
     * A requirements file under another name, such as {@code py-requirements/prod.txt} or {@code
     * requirements_app.txt}, or in a folder that holds no sources: at most one folder down, and not
     * for development. Null when there is none.
     */
    static @Nullable String unusualFile(SourceTree tree) {
        String best = null;
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > 1) {
                break;
            }
            String lower = file.toLowerCase(Locale.ROOT);
            String folder = RelativePath.parent(lower);
            boolean named =
                    RelativePath.name(lower).contains("requirement")
                            ? folder.isEmpty()
                                    || (lower.equals(folder + "/requirements.txt")
                                            && holdsNoSources(tree, RelativePath.parent(file)))
                            : folder.endsWith("requirements");
            if (named && lower.endsWith(".txt") && !FOR_DEVELOPMENT.matcher(lower).find()) {
                boolean production = lower.contains("prod");
                if (best == null || production) {
                    best = file;
                }
                if (production) {
                    break;
                }
            }
        }
        return best;
    }

    private static boolean holdsNoSources(SourceTree tree, String folder) {
        return tree.namesIn("").stream().anyMatch(name -> name.endsWith(".py"))
                && tree.files().stream()
                        .noneMatch(file -> file.startsWith(folder + "/") && file.endsWith(".py"));
    }

    private void requirementsFile(SourceTree tree, String path, int depth) {
        String text = tree.text(path);
        if (text == null || depth > 4) {
            return;
        }
        for (String raw : text.lines().toList()) {
            String line = raw.replaceFirst("(^|\\s)#.*$", "").strip();
            if (line.length() > 2_000 || line.isEmpty()) {
                continue;
            }
            Matcher include = Pattern.compile("(?:-r|--requirement)[\\s=]*(\\S+)").matcher(line);
            if (include.matches()) {
                String target = RelativePath.resolve(RelativePath.parent(path), include.group(1));
                if (target != null && !target.equals(path)) {
                    requirementsFile(tree, target, depth + 1);
                }
            } else if (line.contains("#egg=")) {
                add(line.substring(line.indexOf("#egg=") + 5), path, line);
            } else if (!line.startsWith("-")) {
                specifier(line, path);
            }
        }
    }

    private void specifier(String text, String file) {
        Matcher matcher = text.length() < 2_000 ? NAME.matcher(text) : null;
        if (matcher != null && matcher.matches()) {
            add(matcher.group(1), file, text);
        }
    }

    private void pyproject(Doc pyproject) {
        String file = "pyproject.toml";
        pyproject.at("project", "dependencies").texts().forEach(text -> specifier(text, file));
        for (Doc group : pyproject.at("project", "optional-dependencies").fields().values()) {
            group.texts().forEach(text -> specifierIfAbsent(text, file));
        }
        Doc poetry = pyproject.at("tool", "poetry");
        poetry.at("dependencies")
                .fields()
                .forEach((name, spec) -> add(name, file, name + " " + spec));
        pyproject
                .at("tool", "pixi", "dependencies")
                .fields()
                .forEach((name, spec) -> add(name, file, name));
        pyproject
                .at("tool", "pixi", "pypi-dependencies")
                .fields()
                .forEach((name, spec) -> add(name, file, name));
        pyproject
                .at("tool", "flit", "metadata", "requires")
                .texts()
                .forEach(text -> specifier(text, file));
    }

    private void specifierIfAbsent(String text, String file) {
        specifier(text, file);
    }

    /** Strings of {@code install_requires=[...]} in setup.py, lines of it in setup.cfg. */
    private void setup(SourceTree tree) {
        String script = tree.text("setup.py");
        if (script != null) {
            List<Token> tokens = HashTokens.of(script);
            for (int i = 0; i + 2 < tokens.size(); i++) {
                String name = tokens.get(i).text().toLowerCase(Locale.ROOT);
                boolean list =
                        (name.equals("install_requires")
                                        || name.equals("requires")
                                        || name.equals("requirements")
                                        || name.equals("required")
                                        || name.equals("install_requirements"))
                                && tokens.get(i + 1).isSymbol("=")
                                && tokens.get(i + 2).isSymbol("[");
                for (int j = i + 3;
                        list && j < tokens.size() && !tokens.get(j).isSymbol("]");
                        j++) {
                    if (tokens.get(j).isString()) {
                        specifier(tokens.get(j).text(), "setup.py");
                    }
                }
            }
        }
        String config = tree.text("setup.cfg");
        boolean inList = false;
        for (String line : config == null ? List.<String>of() : config.lines().toList()) {
            if (line.startsWith("install_requires")) {
                inList = true;
                int equals = line.indexOf('=');
                if (equals > 0) {
                    specifier(line.substring(equals + 1), "setup.cfg");
                }
            } else if (inList && (line.startsWith(" ") || line.startsWith("\t"))) {
                specifier(line, "setup.cfg");
            } else if (!line.isBlank()) {
                inList = false;
            }
        }
    }

    private void conda(SourceTree tree) {
        String file =
                tree.firstOf("environment.yml", "environment.yaml", "conda.yml", "conda.yaml");
        if (file == null) {
            return;
        }
        for (Doc entry : tree.yaml(file).at("dependencies").elements()) {
            String text = entry.text();
            if (text != null) {
                specifier(text.replaceFirst("^.*::", ""), file);
            }
            entry.at("pip").texts().forEach(pip -> specifier(pip, file));
        }
    }

    private void add(String name, String file, String text) {
        String normal =
                name.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[-_.]+", "-")
                        .replaceFirst("[^a-z0-9-].*$", "");
        fileOf.putIfAbsent(normal, file);
        textOf.putIfAbsent(normal, text);
    }

    boolean has(String name) {
        return fileOf.containsKey(name);
    }

    String file(String name) {
        return fileOf.getOrDefault(name, "");
    }

    /** The line that asks for the package, with its version and extras. */
    String text(String name) {
        return textOf.getOrDefault(name, "");
    }

    /** Normalised names of those that ask for one release, {@code name==1.2}. */
    Set<String> pinned() {
        Set<String> names = new LinkedHashSet<>();
        textOf.forEach((name, text) -> {
            if (text.contains("==")) {
                names.add(name);
            }
        });
        return names;
    }

    /** True when one of them comes from a Git repository ({@code name @ git+https://...}). */
    boolean fetchesByGit() {
        return textOf.values().stream().anyMatch(text -> text.contains("git+"));
    }

    boolean isEmpty() {
        return fileOf.isEmpty();
    }
}
