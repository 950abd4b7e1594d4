package dev.autostack.planner.php;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PHP, by composer.json, by the files of well-known applications, or by index.php. */
public final class PhpDetector implements StackDetector {
    static final String STACK = "php";

    private static final List<String> SHOWN_FOLDERS =
            List.of(
                    "",
                    "public",
                    "web",
                    "htdocs",
                    "www",
                    "src",
                    "html",
                    "public_html",
                    "httpdocs",
                    "webroot",
                    "app",
                    "site",
                    "upload");

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("composer.json", "index.php", "*.php"),
                List.of(
                        ".tool-versions, mise.toml",
                        ".php-version",
                        "composer.json config.platform.php",
                        "composer.json require.php"),
                PhpFramework.ALL.stream()
                        .map(f ->
                                new Recognised.Framework(
                                        f.id(),
                                        java.util.stream.Stream.concat(
                                                        f.packages().stream(), f.files().stream())
                                                .toList(),
                                        8080))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        Doc composer = tree.json("composer.json");
        Tally tally = new Tally();
        PhpFramework framework = null;
        for (PhpFramework known : PhpFramework.ALL) {
            Tally found = evidence(tree, composer, known);
            if (framework == null && !found.isEmpty()) {
                framework = known;
                found.evidence().forEach(e -> tally.add(e.file(), e.fact(), e.points()));
            }
        }
        if (framework == null) {
            if (tree.has("composer.json")) {
                tally.add("composer.json", "is a Composer manifest", Tally.MANIFEST);
            } else {
                String page = page(tree);
                Candidate inFolder = page == null ? null : inFolder(tree, page);
                if (inFolder != null) {
                    return List.of(inFolder);
                }
                if (page != null) {
                    tally.add(page, "is a PHP page to begin with", Tally.MANIFEST);
                } else if (tree.namesIn("").stream().anyMatch(n -> n.endsWith(".php"))) {
                    tally.add("*.php", "is a PHP script at the top", script(tree));
                } else if (tree.share(STACK) < 0.5) {
                    return List.of();
                } else {
                    tally.add("*.php", "are most of the sources", script(tree));
                }
            }
        }
        if (tree.has("composer.lock")) {
            tally.add("composer.lock", "is a lock file of Composer", 5);
        }
        tally.addShare(tree, STACK, framework != null);
        PhpFramework chosen = framework;
        return List.of(
                new Candidate(
                        STACK,
                        chosen == null ? null : chosen.id(),
                        tally,
                        request -> new PhpPlan(chosen, request).make()));
    }

    /** The page that a visitor sees first, where people put what their web server shows. */
    private static @Nullable String page(SourceTree tree) {
        for (String folder : SHOWN_FOLDERS) {
            String page = RelativePath.join(folder, "index.php");
            if (tree.has(page)) {
                return page;
            }
        }
        return null;
    }

    /** Pages that scripts stand beside need them: a server of files would hand the scripts out. */
    private static int script(SourceTree tree) {
        return tree.has("index.html") && tree.share(STACK) >= 0.3 ? 30 : 15;
    }

    /** A project that stands whole in the shown folder, its manifest or its framework there. */
    private @Nullable Candidate inFolder(SourceTree tree, String page) {
        String folder = RelativePath.parent(page);
        if (folder.isEmpty()) {
            return null;
        }
        SourceTree inside = tree.child(folder);
        Candidate found = detect(inside).stream().findFirst().orElse(null);
        if (found == null || (found.framework() == null && !inside.has("composer.json"))) {
            return null;
        }
        Tally tally = new Tally().add(page, "is a PHP page to begin with", Tally.CONFIGURED);
        found.evidence().stream()
                .filter(e -> !e.file().equals("*"))
                .forEach(e -> tally.add(RelativePath.join(folder, e.file()), e.fact(), e.points()));
        tally.addShare(tree, STACK, true);
        return new Candidate(
                STACK,
                found.framework(),
                tally,
                request -> found.planner().apply(request.at(inside)));
    }

    private static Tally evidence(SourceTree tree, Doc composer, PhpFramework framework) {
        Tally tally = new Tally();
        String named = requirement(composer, framework);
        if (named != null) {
            tally.add("composer.json", "requires " + named, Tally.NAMED);
        }
        for (String file : framework.files()) {
            if (tree.has(file)) {
                tally.add(
                        file,
                        "is a file of " + framework.id(),
                        named == null ? Tally.MANIFEST : Tally.IMPORTED);
                break;
            }
        }
        if (tally.isEmpty() && framework.id().equals("wordpress") && isWordPressPart(tree)) {
            tally.add(
                    "style.css or *.php",
                    "has the header of a WordPress theme or plugin",
                    Tally.MANIFEST);
        }
        return tally;
    }

    private static @Nullable String requirement(Doc composer, PhpFramework framework) {
        for (String wanted : framework.packages()) {
            for (String required : composer.at("require").keys()) {
                boolean match =
                        wanted.endsWith("*")
                                ? required.startsWith(wanted.substring(0, wanted.length() - 1))
                                : required.equals(wanted);
                if (match) {
                    return required;
                }
            }
        }
        return null;
    }

    /** Headers by which WordPress itself finds themes and plugins. */
    private static boolean isWordPressPart(SourceTree tree) {
        String style = tree.head("style.css", 4_096);
        if (style != null
                && style.contains("Theme Name:")
                && (tree.has("functions.php") || tree.has("index.php") || tree.has("theme.json"))) {
            return true;
        }
        int read = 0;
        for (String name : tree.namesIn("")) {
            if (name.endsWith(".php") && read++ < 8) {
                String head = tree.head(name, 4_096);
                if (head != null && head.contains("Plugin Name:")) {
                    return true;
                }
            }
        }
        return false;
    }
}
