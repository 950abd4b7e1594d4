package dev.autostack.planner.golang;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.FileDatabase;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Go, by go.mod or go.work, or by sources at the top. */
public final class GoDetector implements StackDetector {
    static final String STACK = "go";
    private static final String DEFAULT = "1.25";

    /** A web framework: its id, module paths and usual port. */
    private record Framework(String id, int port, List<String> modules) {}

    private static final List<Framework> FRAMEWORKS =
            List.of(
                    new Framework("goravel", 3000, List.of("github.com/goravel/framework")),
                    new Framework("gin", 8080, List.of("github.com/gin-gonic/gin")),
                    new Framework("echo", 1323, List.of("github.com/labstack/echo")),
                    new Framework("fiber", 3000, List.of("github.com/gofiber/fiber")),
                    new Framework(
                            "beego",
                            8080,
                            List.of("github.com/beego/beego", "github.com/astaxie/beego")),
                    new Framework("iris", 8080, List.of("github.com/kataras/iris")),
                    new Framework("buffalo", 3000, List.of("github.com/gobuffalo/buffalo")),
                    new Framework("revel", 9000, List.of("github.com/revel/revel")),
                    new Framework("hertz", 8888, List.of("github.com/cloudwego/hertz")),
                    new Framework("kratos", 8000, List.of("github.com/go-kratos/kratos")),
                    new Framework(
                            "go-zero",
                            8888,
                            List.of("github.com/zeromicro/go-zero", "github.com/tal-tech/go-zero")),
                    new Framework("goframe", 8000, List.of("github.com/gogf/gf")),
                    new Framework("huma", 8888, List.of("github.com/danielgtaylor/huma")),
                    new Framework("pocketbase", 8090, List.of("github.com/pocketbase/pocketbase")),
                    new Framework("encore", 4000, List.of("encore.dev")),
                    new Framework("fuego", 9999, List.of("github.com/go-fuego/fuego")),
                    new Framework("gofr", 8000, List.of("gofr.dev")),
                    new Framework("goyave", 8080, List.of("goyave.dev/goyave")),
                    new Framework("goa", 8080, List.of("goa.design/goa")),
                    new Framework("flamego", 2830, List.of("github.com/flamego/flamego")),
                    new Framework(
                            "macaron",
                            4000,
                            List.of("gopkg.in/macaron.v1", "github.com/go-macaron/macaron")),
                    new Framework("atreugo", 8000, List.of("github.com/savsgio/atreugo")),
                    new Framework("go-restful", 8080, List.of("github.com/emicklei/go-restful")),
                    new Framework("go-kit", 8080, List.of("github.com/go-kit/kit")),
                    new Framework("bunrouter", 8080, List.of("github.com/uptrace/bunrouter")),
                    new Framework("goji", 8000, List.of("goji.io", "github.com/zenazn/goji")),
                    new Framework("ozzo-routing", 8080, List.of("github.com/go-ozzo/ozzo-routing")),
                    new Framework("chi", 3000, List.of("github.com/go-chi/chi")),
                    new Framework("martini", 3000, List.of("github.com/go-martini/martini")),
                    new Framework("negroni", 3000, List.of("github.com/urfave/negroni")),
                    new Framework("fasthttp", 8080, List.of("github.com/valyala/fasthttp")),
                    new Framework("gorilla", 8080, List.of("github.com/gorilla/mux")),
                    new Framework(
                            "httprouter", 8080, List.of("github.com/julienschmidt/httprouter")));

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("go.mod", "go.work", "*.go"),
                List.of(
                        ".tool-versions, mise.toml",
                        ".go-version",
                        "go.mod toolchain",
                        "go.mod go",
                        "go.work"),
                FRAMEWORKS.stream()
                        .map(f -> new Recognised.Framework(f.id(), f.modules(), f.port()))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        boolean module = tree.has("go.mod");
        String other =
                tree.firstOf(
                        "go.work",
                        "Gopkg.toml",
                        "glide.yaml",
                        "vendor/vendor.json",
                        "Godeps/Godeps.json");
        boolean topSources = tree.namesIn("").stream().anyMatch(n -> n.endsWith(".go"));
        if (!module && other == null && !topSources) {
            return tree.share(STACK) < 0.5
                    ? List.of()
                    : List.of(
                            new Candidate(
                                    STACK,
                                    null,
                                    new Tally().addShare(tree, STACK, false),
                                    request ->
                                            plan(
                                                    request,
                                                    null,
                                                    GoModule.parse(null),
                                                    new GoSources(request.tree()))));
        }
        GoModule parsed = GoModule.parse(module ? tree.text("go.mod") : null);
        GoSources sources = new GoSources(tree);
        Tally tally = new Tally();
        Framework framework = null;
        for (Framework known : FRAMEWORKS) {
            Tally found = evidence(parsed, sources, known);
            if (found.points() > tally.points()) {
                framework = known;
                tally = found;
            }
        }
        if (framework == null) {
            tally.add(
                    module ? "go.mod" : other == null ? "*.go" : other,
                    "is a Go module or source",
                    Tally.MANIFEST);
        }
        if (module && sources.isEmpty() && !tree.languages().containsKey(STACK)) {
            // Hugo sites keep their themes as Go modules and have no Go of their own.
            tally.add("go.mod", "has no Go source beside it", Tally.ASIDE);
        }
        if (tree.has("go.sum")) {
            tally.add("go.sum", "is a checksum file of Go", 5);
        }
        tally.addShare(tree, STACK, framework != null);
        Framework chosen = framework;
        return List.of(
                new Candidate(
                        STACK,
                        chosen == null ? null : chosen.id(),
                        tally,
                        request -> plan(request, chosen, parsed, sources)));
    }

    private static Tally evidence(GoModule module, GoSources sources, Framework framework) {
        Tally tally = new Tally();
        for (String path : framework.modules()) {
            String importer = sources.importer(path);
            if (tally.isEmpty() && module.requires(path)) {
                tally.add("go.mod", "requires " + path, Tally.NAMED);
                if (importer != null) {
                    tally.add(importer, "imports " + path, Tally.IMPORTED);
                }
            } else if (tally.isEmpty() && importer != null) {
                // Without a module, or with one whose requirements were never tidied.
                tally.add(importer, "imports " + path, Tally.MANIFEST + Tally.IMPORTED);
            }
        }
        return tally;
    }

    private static BuildPlan plan(
            PlanRequest request,
            @Nullable Framework framework,
            GoModule module,
            GoSources sources) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        SourcedVersion version = version(request, module);
        draft.toolchain(tree.has("go.mod") || tree.has("go.work") ? "gomod" : null, version);
        boolean vendored = tree.has("vendor/modules.txt");
        draft.install(vendored || !tree.has("go.mod") ? null : "go mod download");
        Integer found = sources.port();
        draft.port(
                found == null
                        ? framework == null
                                ? Integer.valueOf(8080)
                                : Integer.valueOf(framework.port())
                        : found);
        Set<String> routes = sources.routes();
        for (String route :
                List.of(
                        "/health",
                        "/healthz",
                        "/api/health",
                        "/up",
                        "/ready",
                        "/readyz",
                        "/ping",
                        "/livez")) {
            if (routes.contains(route)) {
                draft.health(route);
            }
        }
        draft.health("/");
        sources.environmentReads().stream()
                .filter(name -> !name.equals("PORT"))
                .forEach(draft::variable);
        boolean server = stores(module, draft);
        String sqlite = server ? null : sources.sqlite();
        if (sqlite != null) {
            draft.warn(List.of(FileDatabase.warning(sqlite)));
        }
        String main = GoPrograms.chosen(tree, sources);
        if (main == null && request.overrides().buildCommand() == null) {
            return sources.mainFolders().isEmpty()
                    ? draft.missing(
                            "main_package_missing",
                            "There is no package main: this is a library.",
                            "Set the root directory to the folder of a program, or set the build and start commands.")
                    : draft.missing(
                            "main_package_ambiguous",
                            "There are several programs: "
                                    + String.join(", ", sources.mainFolders())
                                    + ".",
                            "Set the build command, for example: go build -o /out/app ./"
                                    + sources.mainFolders().iterator().next());
        }
        String folder = main == null ? "." : main.isEmpty() ? "." : "./" + main;
        boolean cgo = sources.needsC(module);
        draft.build(GoImage.build(cgo) + folder);
        draft.start(new CommandLine(List.of("/app/app"), "/app/app", "go build"));
        SourceTree whole = whole(tree, module);
        return draft.done(
                whole,
                new GoImage(draft, whole, sources, cgo).dockerfile(vendored),
                GoImage.DOCKERIGNORE);
    }

    /** The folder that holds all modules the build reads: a workspace's top, or a neighbour's. */
    private static SourceTree whole(SourceTree tree, GoModule module) {
        if (tree.has("go.work")) {
            return tree;
        }
        for (SourceTree up = tree.parent(); up != null; up = up.parent()) {
            String folder = tree.from(up);
            boolean uses =
                    up.has("go.work")
                            && GoModule.parse(up.text("go.work")).folders().stream()
                                    .anyMatch(
                                            used -> folder.equals(RelativePath.resolve("", used)));
            if (uses) {
                return up;
            }
        }
        SourceTree whole = tree;
        for (String folder : module.folders()) {
            SourceTree up = tree;
            String rest = folder;
            while (rest.startsWith("../") && up != null) {
                rest = rest.substring(3);
                up = up.parent();
            }
            if (up != null && up.base().length() < whole.base().length()) {
                whole = up;
            }
        }
        return whole;
    }

    private static SourcedVersion version(PlanRequest request, GoModule module) {
        String set = request.overrides().runtimeVersion();
        if (set != null) {
            return new SourcedVersion(set, request.versionSource());
        }
        SourcedVersion tool = ToolVersions.of(request.tree(), "golang", "go");
        if (tool == null) {
            tool = ToolVersions.file(request.tree(), ".go-version");
        }
        if (tool != null) {
            return tool;
        }
        if (module.toolchain() != null) {
            return new SourcedVersion(module.toolchain(), "go.mod toolchain");
        }
        if (module.go() != null) {
            return new SourcedVersion(module.go(), "go.mod go");
        }
        GoModule work = GoModule.parse(request.tree().text("go.work"));
        return work.go() == null
                ? new SourcedVersion(DEFAULT, "default")
                : new SourcedVersion(work.go(), "go.work go");
    }

    /** True when one of them is a database server. */
    private static boolean stores(GoModule module, PlanDraft draft) {
        boolean server = false;
        for (String path : module.direct()) {
            if (path.startsWith("github.com/lib/pq")
                    || path.startsWith("github.com/jackc/pgx")
                    || path.equals("gorm.io/driver/postgres")) {
                draft.datastore("postgres");
                server = true;
            } else if (path.startsWith("github.com/go-sql-driver/mysql")
                    || path.equals("gorm.io/driver/mysql")) {
                draft.datastore("mysql");
                server = true;
            } else if (path.startsWith("go.mongodb.org/mongo-driver")) {
                draft.datastore("mongodb");
            } else if (path.startsWith("github.com/redis/go-redis")
                    || path.startsWith("github.com/go-redis/redis")
                    || path.startsWith("github.com/gomodule/redigo")) {
                draft.datastore("redis");
            }
        }
        return server;
    }
}
