package dev.autostack.planner;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.node.NodeWorkspace;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The deployable projects inside a repository. */
final class Workspace {
    private static final Set<String> BROWSER_ONLY =
            Set.of(
                    "react",
                    "vue",
                    "angular",
                    "svelte",
                    "vite",
                    "preact",
                    "solid",
                    "gatsby",
                    "docusaurus",
                    "vitepress",
                    "ember",
                    "lit",
                    "stencil",
                    "expo",
                    "react-native",
                    "quasar",
                    "aurelia",
                    "inferno",
                    "mithril",
                    "polymer",
                    "gridsome",
                    "rspress",
                    "eleventy",
                    "parcel",
                    "vuepress",
                    "astro");

    /** They document a workspace; they are not what it is. */
    private static final Set<String> GENERATORS =
            Set.of(
                    "docusaurus",
                    "vitepress",
                    "vuepress",
                    "eleventy",
                    "hexo",
                    "rspress",
                    "slidev",
                    "mkdocs",
                    "hugo",
                    "jekyll");

    /** Of more folders than these nobody reads a list. */
    private static final int MAX_PLANNED = 12;

    private Workspace() {}

    /** A project below the top with its best reading. */
    record App(String path, SourceTree tree, Candidate candidate) {
        boolean browserOnly() {
            String framework = candidate.framework();
            return candidate.stack().equals("static")
                    || (framework != null && BROWSER_ONLY.contains(framework));
        }
    }

    /**
     * Projects below the top, best first: servers before pages, then by points. Asked for only when
     * the top does not settle the matter or is a workspace.
     */
    static List<App> apps(SourceTree tree, List<Candidate> top) {
        boolean settled =
                !top.isEmpty()
                        && top.getFirst().points() >= 35
                        && top.getFirst().framework() != null
                        && !NodeWorkspace.describes(tree);
        boolean library =
                !top.isEmpty()
                        && top.getFirst().points() >= 35
                        && !isWorkspace(tree)
                        && !top.getFirst().stack().equals("node");
        return settled || library ? List.of() : all(tree);
    }

    /** All projects below the top, best first. */
    static List<App> all(SourceTree tree) {
        List<App> apps = new ArrayList<>();
        for (String folder : SubProjects.of(tree)) {
            SourceTree child = tree.child(folder);
            List<Candidate> found = Candidates.of(child);
            if (!found.isEmpty()
                    && found.getFirst().points() >= 35
                    && !found.getFirst().stack().equals(UnsupportedDetector.STACK)) {
                apps.add(new App(folder, child, found.getFirst()));
            }
        }
        apps.sort(
                Comparator.comparingInt(app ->
                        (app.browserOnly() ? 10_000 : 0)
                                + (app.candidate().framework() == null ? 1_000 : 0)
                                - app.candidate().points()));
        return apps;
    }

    static boolean isWorkspace(SourceTree tree) {
        return NodeWorkspace.describes(tree)
                || tree.has("go.work")
                || tree.toml("Cargo.toml").at("workspace").present();
    }

    /** Whether a project below is more likely meant than what the top looks like. */
    static boolean outweighs(SourceTree tree, List<Candidate> top, App below) {
        if (top.isEmpty()) {
            return true;
        }
        Candidate best = top.getFirst();
        if (best.stack().equals(UnsupportedDetector.STACK)) {
            String language = String.valueOf(best.language());
            boolean glue =
                    Set.of(
                                    "android",
                                    "shell",
                                    "powershell",
                                    "terraform",
                                    "nix",
                                    "tex",
                                    "vim-script",
                                    "emacs-lisp",
                                    "perl",
                                    "assembly")
                            .contains(language);
            return glue || tree.share(below.candidate().stack()) >= 0.25;
        }
        // A project of the same language may need its neighbours: it is built from the top.
        boolean wholeTree =
                best.stack().equals("dotnet") && below.candidate().stack().equals("dotnet");
        return !wholeTree && below.candidate().points() > best.points();
    }

    /** A workspace top takes the framework that all its apps share. */
    static Candidate named(Candidate top, List<App> apps) {
        if (top.framework() != null || apps.isEmpty()) {
            return top;
        }
        Set<String> servers = new LinkedHashSet<>();
        Set<String> pages = new LinkedHashSet<>();
        Set<String> packages = new LinkedHashSet<>();
        for (App app : apps) {
            String framework = app.candidate().framework();
            if (app.candidate().stack().equals(top.stack())
                    && framework != null
                    && !GENERATORS.contains(framework)) {
                if (isApp(app)) {
                    (app.browserOnly() ? pages : servers).add(framework);
                } else if (!app.browserOnly()) {
                    packages.add(framework);
                }
            }
        }
        Set<String> frameworks = !servers.isEmpty() ? servers : !pages.isEmpty() ? pages : packages;
        if (frameworks.size() != 1) {
            return top;
        }
        return new Candidate(
                top.stack(),
                frameworks.iterator().next(),
                top.language(),
                top.evidence(),
                top.planner());
    }

    /** Those that a user may have meant, where the top itself starts nothing. */
    static List<App> deployable(List<App> apps) {
        return apps.stream()
                .filter(app -> isApp(app) && app.candidate().framework() != null)
                .filter(app -> !GENERATORS.contains(String.valueOf(app.candidate().framework())))
                .limit(MAX_PLANNED)
                .toList();
    }

    private static boolean isApp(App app) {
        return !app.path().startsWith("packages/")
                && !app.path().startsWith("libs/")
                && !app.path().startsWith("plugins/");
    }
}
