package dev.autostack.planner.dotnet;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** .NET, by project files at any depth, solutions, or a published runtimeconfig.json. */
public final class DotnetDetector implements StackDetector {
    static final String STACK = "dotnet";
    private static final String DOCKERIGNORE =
            "**/.git\n**/bin\n**/obj\n**/node_modules\n**/.vs\n**/.env\n";
    private static final Pattern NUMBER =
            Pattern.compile("(?:net|netcoreapp|v)?([0-9]{1,2})(?:\\.([0-9]+))?.*");
    private static final List<Integer> OFFERED = List.of(8, 9, 10);

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "*.csproj, *.fsproj, *.vbproj at any depth",
                        "*.sln, *.slnx",
                        "global.json",
                        "*.runtimeconfig.json"),
                List.of("TargetFramework", "Directory.Build.props", "global.json"),
                List.of(
                        new Recognised.Framework(
                                "aspnetcore",
                                List.of("Sdk Microsoft.NET.Sdk.Web", "Microsoft.AspNetCore.App"),
                                8080),
                        new Recognised.Framework(
                                "blazor", List.of("Sdk Microsoft.NET.Sdk.BlazorWebAssembly"), 8080),
                        new Recognised.Framework("aspnet", List.of("System.Web"), null)));
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        List<DotnetProject> projects = DotnetProject.all(tree);
        String solution =
                tree.namesIn("").stream()
                        .filter(n -> n.endsWith(".sln") || n.endsWith(".slnx"))
                        .findFirst()
                        .orElse(null);
        String published =
                tree.namesIn("").stream()
                        .filter(n -> n.endsWith(".runtimeconfig.json"))
                        .findFirst()
                        .orElse(null);
        if (projects.isEmpty()
                && solution == null
                && published == null
                && !tree.has("global.json")) {
            return List.of();
        }
        Tally tally = new Tally();
        DotnetProject chosen = Startup.of(projects, solution);
        String framework = chosen == null ? null : Startup.kind(chosen);
        if (chosen != null) {
            tally.add(
                    chosen.path(), "is a web project", depthPoints(chosen, solution, Tally.NAMED));
        } else if (!projects.isEmpty()) {
            chosen =
                    projects.stream()
                            .filter(p ->
                                    p.outputType().equalsIgnoreCase("exe")
                                            || p.sdk().contains("Worker"))
                            .findFirst()
                            .orElse(projects.getFirst());
            tally.add(
                    chosen.path(),
                    "is a .NET project",
                    depthPoints(chosen, solution, Tally.MANIFEST));
        } else if (published != null) {
            tally.add(published, "is a published .NET program", Tally.MANIFEST);
        } else if (solution != null) {
            tally.add(solution, "is a solution", 20);
        } else {
            return List.of();
        }
        tally.addShare(tree, STACK, framework != null);
        DotnetProject project = chosen;
        String name = framework;
        return List.of(new Candidate(STACK, name, tally, request -> plan(request, project, name)));
    }

    /** A project deep in a tree without a solution is likely a part of something else. */
    private static int depthPoints(DotnetProject project, @Nullable String solution, int points) {
        return solution == null && RelativePath.depth(project.path()) > 0 ? points - 30 : points;
    }

    private static BuildPlan plan(
            PlanRequest request, @Nullable DotnetProject project, @Nullable String framework) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        SourcedVersion version = version(request, project);
        draft.toolchain("nuget", version);
        Matcher number = NUMBER.matcher(version.value());
        int major = number.matches() ? Integer.parseInt(number.group(1)) : 9;
        boolean old =
                version.value().startsWith("v") || version.value().matches("net[1-4][0-9]{1,2}");
        if (project == null) {
            return draft.missing(
                    "project_file_missing",
                    "There is no project file to publish.",
                    "Set the root directory to the folder of a project.");
        }
        if (old) {
            return draft.missing(
                    "runtime_needs_windows",
                    project.path()
                            + " targets the .NET Framework ("
                            + version.value()
                            + "), which runs on Windows only.",
                    "Move it to .NET 8 or newer.");
        }
        int image = OFFERED.stream().filter(o -> o >= major).findFirst().orElse(OFFERED.getLast());
        if (image != major) {
            draft.warn(
                    "version_end_of_life",
                    ".NET "
                            + major
                            + " is not offered; its app is built and run with .NET "
                            + image
                            + ".",
                    "Move to .NET " + image + ".");
        }
        boolean web = "aspnetcore".equals(framework);
        draft.install("dotnet restore " + project.path());
        draft.build("dotnet publish " + project.path() + " -c Release -o /out");
        draft.port(8080);
        draft.health(web ? "/" : null);
        draft.start(CommandLine.of(project.path(), "dotnet", project.assembly() + ".dll"));
        for (String reference : project.references()) {
            if (reference.startsWith("Npgsql")) {
                draft.datastore("postgres");
            } else if (reference.startsWith("MySql")
                    || reference.startsWith("Pomelo.EntityFrameworkCore.MySql")) {
                draft.datastore("mysql");
            } else if (reference.startsWith("MongoDB")) {
                draft.datastore("mongodb");
            } else if (reference.startsWith("StackExchange.Redis")
                    || reference.contains("StackExchangeRedis")) {
                draft.datastore("redis");
            }
        }
        DockerfileText file = new DockerfileText(request);
        file.from("mcr.microsoft.com/dotnet/sdk:" + image + ".0", "build");
        file.env(Map.of("DOTNET_CLI_TELEMETRY_OPTOUT", "1"));
        file.workdir("/src");
        List<String> mounts = List.of(file.cache("nuget", "/root/.nuget/packages"));
        boolean single =
                RelativePath.depth(project.path()) == 0
                        && tree.files().stream().filter(f -> f.endsWith("proj")).count() == 1;
        if (single) {
            file.copy(List.of(project.path()), "./");
            file.runWithSecrets(mounts, String.valueOf(draft.install()));
        }
        file.copy(List.of("."), "./");
        file.buildVariables();
        file.runWithSecrets(
                mounts,
                String.valueOf(draft.build()) + (image == major ? "" : " -p:RollForward=Major"));
        file.blank();
        if ("blazor".equals(framework)) {
            dev.autostack.planner.image.StaticServer.begin(
                    file,
                    draft.portOr(8080),
                    dev.autostack.planner.image.StaticServer.Fallback.INDEX,
                    List.of("_framework"));
            file.copyFrom("build", List.of("/out/wwwroot"), "/srv/site");
            dev.autostack.planner.image.StaticServer.end(file, draft.portOr(8080));
            draft.output("wwwroot").health("/");
            return draft.done(file.toString(), DOCKERIGNORE);
        }
        file.from(
                "mcr.microsoft.com/dotnet/" + (web ? "aspnet" : "runtime") + ":" + image + ".0",
                "run");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8080)));
        environment.put("ASPNETCORE_HTTP_PORTS", String.valueOf(draft.portOr(8080)));
        environment.put("DOTNET_EnableDiagnostics", "0");
        file.env(environment);
        file.workdir("/app");
        file.copyFrom("build", List.of("/out/"), "./");
        file.user("1654:1654");
        file.expose(draft.portOr(8080));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("dotnet") : start.arguments());
        return draft.done(file.toString(), DOCKERIGNORE);
    }

    private static SourcedVersion version(PlanRequest request, @Nullable DotnetProject project) {
        String set = request.overrides().runtimeVersion();
        if (set != null) {
            return new SourcedVersion(set, request.versionSource());
        }
        String framework = project == null ? null : project.framework();
        if (framework != null && project != null) {
            return new SourcedVersion(framework, project.path());
        }
        String sdk = request.tree().json("global.json").at("sdk", "version").text();
        return sdk == null
                ? new SourcedVersion("9.0", "default")
                : new SourcedVersion(sdk, "global.json");
    }
}
