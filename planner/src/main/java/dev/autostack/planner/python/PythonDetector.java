package dev.autostack.planner.python;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.parse.PySource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Python, by its manifests and locks; scripts alone count by their share. */
public final class PythonDetector implements StackDetector {
    static final String STACK = "python";

    /** Names of frameworks' modules that people also give to folders of their own. */
    private static final Set<String> COMMON_WORDS =
            Set.of("web", "eve", "hug", "tg", "dash", "falcon", "frappe");

    /** The framework in use, with what showed it. */
    record Use(PythonFramework framework, Tally tally) {}

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "requirements.txt",
                        "pyproject.toml",
                        "Pipfile",
                        "setup.py",
                        "environment.yml",
                        "uv.lock, poetry.lock, pdm.lock",
                        "manage.py",
                        "*.py"),
                List.of(
                        ".python-version",
                        ".tool-versions",
                        "mise.toml",
                        "runtime.txt",
                        "pyproject.toml requires-python",
                        "Pipfile"),
                PythonFramework.ALL.stream()
                        .map(f -> new Recognised.Framework(f.id(), f.distributions(), f.port()))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        PythonProject project = new PythonProject(tree);
        String manifest = project.manifest();
        String manage = project.manage();
        boolean sources = tree.languages().containsKey(STACK);
        if (manifest == null && manage == null && !sources) {
            return List.of();
        }
        Use use = use(project, manage);
        Tally tally = new Tally();
        if (use != null) {
            use.tally().evidence().forEach(e -> tally.add(e.file(), e.fact(), e.points()));
        } else if (manifest != null) {
            tally.add(manifest, "is a Python manifest", Tally.MANIFEST);
        } else if (!hasTopLevelScript(tree)) {
            return tree.share(STACK) < 0.5 ? List.of() : List.of(scripts(project, tree));
        } else {
            tally.add("*.py", "is a script at the top", 15);
        }
        if (tree.has("uv.lock")
                || tree.has("poetry.lock")
                || tree.has("pdm.lock")
                || tree.has("Pipfile.lock")) {
            tally.add(
                    String.valueOf(
                            tree.firstOf("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")),
                    "is a lock file",
                    5);
        }
        tally.addShare(tree, STACK, use != null);
        PythonFramework framework = use == null ? null : use.framework();
        return List.of(
                new Candidate(
                        STACK,
                        framework == null ? null : framework.id(),
                        tally,
                        request -> new PythonPlan(project, framework, request).make()));
    }

    private static Candidate scripts(PythonProject project, SourceTree tree) {
        Tally tally = new Tally().addShare(tree, STACK, false);
        return new Candidate(
                STACK, null, tally, request -> new PythonPlan(project, null, request).make());
    }

    private static boolean hasTopLevelScript(SourceTree tree) {
        return tree.namesIn("").stream().anyMatch(name -> name.endsWith(".py"));
    }

    private static @Nullable Use use(PythonProject project, @Nullable String manage) {
        if (manage != null && managesDjango(project, manage)) {
            Tally tally =
                    new Tally()
                            .add(
                                    manage,
                                    "is Django's manage.py",
                                    Tally.IMPORTED + Tally.CONFIGURED);
            PythonFramework django = PythonFramework.ALL.getFirst();
            if (project.requirements().has("django")) {
                tally.add(project.requirements().file("django"), "depends on django", Tally.NAMED);
            } else {
                tally.add(manage, "manages a Django project", Tally.MANIFEST);
            }
            return new Use(django, tally);
        }
        Use best = null;
        for (PythonFramework framework : PythonFramework.ALL) {
            Tally tally = evidence(project, framework);
            if (!tally.isEmpty() && (best == null || tally.points() > best.tally().points())) {
                best = new Use(framework, tally);
            }
        }
        return best;
    }

    private static boolean managesDjango(PythonProject project, String path) {
        String text = project.tree().text(path);
        PySource source = text == null ? null : new PySource(text);
        return source != null
                && (source.packages().contains("django")
                        || source.tokens().stream()
                                .anyMatch(t ->
                                        t.isString() && t.text().equals("DJANGO_SETTINGS_MODULE")));
    }

    private static Tally evidence(PythonProject project, PythonFramework framework) {
        Tally tally = new Tally();
        String named = null;
        for (String distribution : framework.distributions()) {
            if (named == null && project.requirements().has(distribution)) {
                named = distribution;
            }
        }
        String importer = project.sourceThatImports(framework.module());
        if (named == null
                && importer != null
                && COMMON_WORDS.contains(framework.module())
                && project.hasOwn(framework.module())) {
            return tally;
        }
        if (framework.id().equals("aiohttp") && importer != null && !usesAiohttpServer(project)) {
            return tally;
        }
        if (framework.id().equals("tornado") && importer != null && !usesTornadoWeb(project)) {
            return tally;
        }
        if (named != null && (framework.strong() || importer != null)) {
            tally.add(project.requirements().file(named), "depends on " + named, Tally.NAMED);
        }
        if (importer == null) {
            return tally;
        }
        tally.add(
                importer,
                "imports " + framework.module(),
                named == null ? Tally.MANIFEST : Tally.IMPORTED);
        if (PythonProject.isUsualEntry(importer)) {
            tally.add(importer, "is where programs begin", 10);
        }
        for (Map.Entry<String, PySource> source : project.sources().entrySet()) {
            if (!framework.classes().isEmpty()
                    && source.getValue().packages().contains(framework.module())
                    && source.getValue().creates(framework.classes())) {
                tally.add(source.getKey(), "creates the app", 10);
                break;
            }
        }
        return tally;
    }

    private static boolean usesAiohttpServer(PythonProject project) {
        return project.sources().values().stream()
                .anyMatch(source ->
                        source.imports().contains("aiohttp.web")
                                || (source.imports().contains("aiohttp")
                                        && source.tokens().stream()
                                                .anyMatch(t ->
                                                        t.isName("run_app")
                                                                || t.isName("Application"))));
    }

    private static boolean usesTornadoWeb(PythonProject project) {
        return project.sources().values().stream()
                .anyMatch(source ->
                        source.imports().contains("tornado.web")
                                || source.tokens().stream()
                                        .anyMatch(t -> t.isName("RequestHandler")));
    }
}
