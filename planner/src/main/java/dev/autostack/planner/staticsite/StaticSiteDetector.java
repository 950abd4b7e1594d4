package dev.autostack.planner.staticsite;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.image.StaticServer;
import dev.autostack.planner.parse.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finished pages: an index.html where people put it, or a Staticfile. */
public final class StaticSiteDetector implements StackDetector {
    static final String STACK = "static";
    private static final List<String> FOLDERS =
            List.of("", "public", "dist", "build", "www", "site", "htdocs", "_site", "docs");
    private static final String DOCKERIGNORE =
            """
            **/.*
            !**/.well-known
            **/node_modules
            Dockerfile*
            compose*.yaml
            docker-compose*.yml
            """;

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "index.html at the top or in public, dist, build, www, site, htdocs, _site, docs",
                        "firebase.json with a folder to host that holds finished pages",
                        "Staticfile"),
                List.of(),
                List.of());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        String hosted = hosted(tree);
        if (hosted != null) {
            Tally tally = new Tally().add("firebase.json", "hosts " + hosted, Tally.NAMED);
            return List.of(new Candidate(STACK, null, tally, request -> plan(request, hosted)));
        }
        for (String folder : FOLDERS) {
            String page = folder.isEmpty() ? "index.html" : folder + "/index.html";
            if (tree.has(page)) {
                Tally tally =
                        new Tally()
                                .add(page, "is a page to begin with", folder.isEmpty() ? 30 : 20);
                if (tree.has("Staticfile")) {
                    tally.add("Staticfile", "says it is a static site", Tally.NAMED);
                }
                return List.of(new Candidate(STACK, null, tally, request -> plan(request, folder)));
            }
        }
        return elsewhere(tree);
    }

    /** The folder with finished pages that Firebase Hosting is to show, or null. */
    private static @Nullable String hosted(SourceTree tree) {
        Doc hosting = tree.json("firebase.json").at("hosting");
        List<Doc> sites = hosting.isList() ? hosting.elements() : List.of(hosting);
        for (Doc site : sites) {
            String folder = RelativePath.resolve("", site.at("public").textOr(""));
            if (site.at("public").present()
                    && folder != null
                    && tree.has(RelativePath.join(folder, "index.html"))) {
                return folder;
            }
        }
        return null;
    }

    /** Pages of other names at the top, or only pages in the whole tree. */
    private static List<Candidate> elsewhere(SourceTree tree) {
        boolean top =
                tree.namesIn("").stream().anyMatch(n -> n.endsWith(".html") || n.endsWith(".htm"));
        boolean onlyPages =
                tree.languages().keySet().stream()
                        .allMatch(l -> l.equals("static") || l.equals("node"));
        boolean page =
                tree.files().stream().anyMatch(f -> f.endsWith(".html") || f.endsWith(".htm"));
        if (!top && !(onlyPages && page)) {
            return List.of();
        }
        Tally tally =
                new Tally()
                        .add(
                                "*.html",
                                top
                                        ? "is a page at the top"
                                        : "are pages, and there is nothing else",
                                15);
        return List.of(new Candidate(STACK, null, tally, request -> plan(request, "")));
    }

    /** Sources of functions that Vercel or Netlify starts are no pages. */
    private static String functions(SourceTree tree) {
        return tree.firstOf("vercel.json", "now.json", "netlify.toml") == null
                ? ""
                : """
                api/**/*.*js
                api/**/*.*ts
                api/**/*.js
                api/**/*.ts
                api/**/*.tsx
                api/**/*.py
                api/**/*.go
                netlify/functions
                """;
    }

    private static BuildPlan plan(PlanRequest request, String found) {
        String set = request.overrides().outputDirectory();
        String folder = set == null ? found : set;
        int port =
                request.overrides().port() == null ? StaticServer.PORT : request.overrides().port();
        boolean page = request.tree().has(folder.isEmpty() ? "404.html" : folder + "/404.html");
        DockerfileText file = new DockerfileText(request);
        StaticServer.begin(
                file,
                port,
                page ? StaticServer.Fallback.NOT_FOUND_PAGE : StaticServer.Fallback.NOTHING,
                List.of());
        file.copy(List.of(folder.isEmpty() ? "." : folder), "/srv/site");
        StaticServer.end(file, port);
        String path =
                request.overrides().healthPath() == null ? "/" : request.overrides().healthPath();
        return new BuildPlan(
                BuildPlan.Toolchain.none(),
                BuildPlan.Commands.none(),
                new BuildPlan.Serving(port, path, folder.isEmpty() ? "." : folder, List.of(), true),
                BuildPlan.Hints.none(),
                new ImagePlan(
                        file.toString(),
                        null,
                        null,
                        request.tree().base(),
                        DOCKERIGNORE + functions(request.tree())),
                null,
                List.of());
    }
}
