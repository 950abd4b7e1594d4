package dev.autostack.planner.python;

import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.PySource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Python project: what it asks for, which tool installs it, its sources. */
final class PythonProject {
    private static final int MAX_SOURCES = 60;
    private static final int MAX_SOURCE_DEPTH = 4;
    private static final List<String> MANIFESTS =
            List.of(
                    "requirements.txt",
                    "pyproject.toml",
                    "Pipfile",
                    "setup.py",
                    "setup.cfg",
                    "uv.lock",
                    "poetry.lock",
                    "pdm.lock",
                    "environment.yml",
                    "environment.yaml",
                    "requirements.in",
                    "requirements/base.txt",
                    "requirements/prod.txt",
                    "requirements/production.txt",
                    "requirements/requirements.txt",
                    "requirements/common.txt",
                    "requirements-prod.txt",
                    "requirements_prod.txt",
                    "requirements/main.txt",
                    "conda.yml");

    private final SourceTree tree;
    private final Requirements requirements;
    private final @Nullable String requirementsFile;
    private @Nullable Map<String, PySource> sources;

    PythonProject(SourceTree tree) {
        this(tree, Requirements.of(tree), usualRequirements(tree), null);
    }

    private PythonProject(
            SourceTree tree,
            Requirements requirements,
            @Nullable String requirementsFile,
            @Nullable Map<String, PySource> sources) {
        this.tree = tree;
        this.requirements = requirements;
        this.requirementsFile = requirementsFile;
        this.sources = sources;
    }

    /**
     * The same project with the requirements that lie beside its app, where the folder of the app
     * has some: those at the top may be of another part, or of a host that wants them there.
     */
    PythonProject startingIn(String folder) {
        String beside = folder + "/requirements.txt";
        return folder.isEmpty() || requirementsFile == null || !tree.has(beside)
                ? this
                : new PythonProject(tree, Requirements.in(tree, beside), beside, sources);
    }

    private static @Nullable String usualRequirements(SourceTree tree) {
        String usual =
                tree.firstOf(
                        "requirements.txt",
                        "requirements/prod.txt",
                        "requirements/production.txt",
                        "requirements/base.txt",
                        "requirements/requirements.txt",
                        "requirements/main.txt",
                        "requirements-prod.txt",
                        "requirements_prod.txt",
                        "requirements/common.txt",
                        "requirements.in");
        return usual == null ? Requirements.unusualFile(tree) : usual;
    }

    /** What pip installs with {@code -r}, or null. */
    @Nullable String requirementsFile() {
        return requirementsFile;
    }

    SourceTree tree() {
        return tree;
    }

    Requirements requirements() {
        return requirements;
    }

    /** The first manifest, or null. */
    @Nullable String manifest() {
        for (String name : MANIFESTS) {
            if (tree.has(name) && !onlyTools(name)) {
                return name;
            }
        }
        return Requirements.unusualFile(tree);
    }

    /** A pyproject.toml that only configures linters says nothing about the project. */
    private boolean onlyTools(String name) {
        if (name.equals("setup.cfg")) {
            String text = tree.text(name);
            return text == null || !text.contains("[metadata]");
        }
        if (!name.equals("pyproject.toml")) {
            return false;
        }
        Doc doc = tree.toml(name);
        return !doc.at("project").present()
                && !doc.at("build-system").present()
                && !doc.at("tool", "poetry").present()
                && !doc.at("tool", "pdm").present()
                && !doc.at("tool", "uv").present()
                && !doc.at("dependency-groups").present()
                && doc.present();
    }

    /** uv, poetry, pdm, pipenv or pip; null for scripts without a manifest. */
    @Nullable String manager() {
        Doc tools = tree.toml("pyproject.toml").at("tool");
        if (tree.has("uv.lock")) {
            return "uv";
        }
        if (tree.has("poetry.lock")) {
            return "poetry";
        }
        if (tree.has("pdm.lock")) {
            return "pdm";
        }
        if (tree.has("Pipfile.lock")) {
            return "pipenv";
        }
        for (SourceTree up = tree.parent(); up != null; up = up.parent()) {
            if (up.has("uv.lock")
                    && up.toml("pyproject.toml").at("tool", "uv", "workspace").present()) {
                return "uv";
            }
        }
        if (tools.at("uv").present()) {
            return "uv";
        }
        if (tools.at("poetry").present()
                || tree.toml("pyproject.toml")
                        .at("build-system", "build-backend")
                        .textOr("")
                        .startsWith("poetry.")) {
            return "poetry";
        }
        if (tools.at("pdm").present() && !tree.has("requirements.txt")) {
            return "pdm";
        }
        if (tree.has("Pipfile")) {
            return "pipenv";
        }
        return manifest() == null ? null : "pip";
    }

    /** A source file that opens an SQLite file, or null. */
    @Nullable String keepsSqliteFile() {
        for (Map.Entry<String, PySource> source : sources().entrySet()) {
            Set<String> packages = source.getValue().packages();
            if (packages.contains("sqlite3")
                    || packages.contains("aiosqlite")
                    || source.getValue().hasString(PythonProject::namesSqliteFile)) {
                return source.getKey();
            }
        }
        return null;
    }

    /** An engine of Django, or an address as SQLAlchemy and others write it. */
    private static boolean namesSqliteFile(String text) {
        return text.equals("django.db.backends.sqlite3")
                || text.startsWith("sqlite:///")
                || text.startsWith("sqlite+aiosqlite:///");
    }

    /** Sources that may hold the app, likely ones first. */
    Map<String, PySource> sources() {
        Map<String, PySource> known = sources;
        if (known == null) {
            List<String> paths = new ArrayList<>();
            boolean alone = manifest() == null;
            for (String file : tree.files()) {
                if (RelativePath.depth(file) > MAX_SOURCE_DEPTH) {
                    break;
                }
                if (file.endsWith(".py")
                        && !Languages.isAside(file)
                        && !isTest(file)
                        && !(alone && (isChore(file) || belongsElsewhere(file)))) {
                    paths.add(file);
                }
            }
            paths.sort(
                    Comparator.comparingInt(PythonProject::unlikelihood)
                            .thenComparingInt(RelativePath::depth));
            known = new LinkedHashMap<>();
            for (String path : paths) {
                String text = known.size() < MAX_SOURCES ? tree.head(path, 100_000) : null;
                if (text != null) {
                    known.put(path, new PySource(text));
                }
            }
            sources = known;
        }
        return known;
    }

    /** Without a manifest here, a folder with one is a project of its own. */
    private boolean belongsElsewhere(String file) {
        for (String up = RelativePath.parent(file); !up.isEmpty(); up = RelativePath.parent(up)) {
            if (tree.firstOf(
                            up + "/requirements.txt",
                            up + "/requirement.txt",
                            up + "/pyproject.toml",
                            up + "/Pipfile",
                            up + "/setup.py")
                    != null) {
                return true;
            }
        }
        return false;
    }

    /** A script for whoever works on the repository. */
    private static boolean isChore(String file) {
        return file.startsWith("scripts/")
                || file.startsWith("script/")
                || file.startsWith("tools/");
    }

    private static boolean isTest(String file) {
        String name = RelativePath.name(file);
        return name.startsWith("test_")
                || name.endsWith("_test.py")
                || name.equals("conftest.py")
                || file.contains("migrations/");
    }

    static boolean isUsualEntry(String path) {
        return unlikelihood(path) < 100 && !RelativePath.name(path).equals("__init__.py");
    }

    private static int unlikelihood(String path) {
        int place =
                List.of(
                                "main.py",
                                "app.py",
                                "asgi.py",
                                "wsgi.py",
                                "server.py",
                                "api.py",
                                "run.py",
                                "application.py",
                                "__main__.py",
                                "manage.py",
                                "index.py",
                                "web.py",
                                "streamlit_app.py",
                                "Home.py",
                                "__init__.py",
                                "bot.py",
                                "start.py",
                                "demo.py")
                        .indexOf(RelativePath.name(path));
        return place < 0 ? 100 : place + RelativePath.depth(path) * 20;
    }

    /** True when the module is one of the project itself. */
    boolean hasOwn(String module) {
        return sources().keySet().stream()
                .anyMatch(path ->
                        path.equals(module + ".py")
                                || path.endsWith("/" + module + ".py")
                                || path.startsWith(module + "/")
                                || path.contains("/" + module + "/"));
    }

    /** The first source that imports the package, or null. */
    @Nullable String sourceThatImports(String packageName) {
        for (Map.Entry<String, PySource> source : sources().entrySet()) {
            if (source.getValue().packages().contains(packageName)) {
                return source.getKey();
            }
        }
        return null;
    }

    /**
     * The page of a Streamlit app to open first: a usual name, else the script that calls {@code
     * set_page_config}, which Streamlit wants first on a page, else any script that imports it.
     */
    @Nullable String streamlitPage() {
        String usual = tree.firstOf("streamlit_app.py", "app.py", "main.py", "Home.py", "home.py");
        if (usual != null && importsStreamlit(usual)) {
            return usual;
        }
        for (String call : List.of("set_page_config", "title")) {
            for (Map.Entry<String, PySource> source : sources().entrySet()) {
                if (importsStreamlit(source.getKey())
                        && source.getValue().tokens().stream().anyMatch(t -> t.isName(call))) {
                    return source.getKey();
                }
            }
        }
        return sourceThatImports("streamlit");
    }

    private boolean importsStreamlit(String path) {
        PySource source = sources().get(path);
        return source != null && source.packages().contains("streamlit");
    }

    /** manage.py at the top or up to two folders below, or null. */
    @Nullable String manage() {
        if (tree.has("manage.py")) {
            return "manage.py";
        }
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > 2) {
                break;
            }
            if (RelativePath.name(file).equals("manage.py")
                    && !Languages.isAside(file)
                    && !(manifest() == null && belongsElsewhere(file))) {
                return file;
            }
        }
        return null;
    }
}
