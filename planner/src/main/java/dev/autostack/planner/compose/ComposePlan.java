package dev.autostack.planner.compose;

import dev.autostack.planner.container.DockerfilePlan;
import dev.autostack.planner.container.OwnDockerfile;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compose file as the description of an app and its datastores. */
public final class ComposePlan {
    public static final String STACK = "compose";

    /** A reading below this is a guess. */
    private static final int STRONG = 35;

    /** Names of services that face the users, most telling first. */
    private static final List<String> FRONT =
            List.of("web", "app", "frontend", "server", "api", "backend", "nginx", "proxy");

    private ComposePlan() {}

    /** What the sources of a folder are, whatever a compose file says of them. */
    public interface Sources {
        /** The best reading, null when none is sure. */
        @Nullable Candidate of(SourceTree folder);
    }

    /**
     * The compose file as a reading of the tree, null without one.
     *
     * @param sources asked for the app of a service that only starts a development server
     */
    public static @Nullable Candidate candidate(SourceTree tree, Sources sources) {
        ComposeFile file = ComposeFile.read(tree);
        if (file == null) {
            return null;
        }
        Tally tally = new Tally().add(file.path(), "describes services", Tally.MANIFEST);
        if (file.apps().size() > 1) {
            String names =
                    String.join(", ", file.apps().stream().map(ComposeFile.App::name).toList());
            tally.add(file.path(), "builds " + names, Tally.CONFIGURED);
        }
        return new Candidate(STACK, null, tally, request -> plan(request, file, sources));
    }

    /** How many services of the compose file are built from the sources. */
    public static int builds(SourceTree tree) {
        ComposeFile file = ComposeFile.read(tree);
        return file == null ? 0 : file.apps().size();
    }

    /**
     * Whether the compose file says more of the tree than its other readings do. One of datastores
     * helps to develop, it describes no app; and one that builds a single part of what another
     * language's manifest at the top describes leaves the app itself out.
     */
    public static boolean describes(SourceTree tree, List<Candidate> readings) {
        if (readings.isEmpty()) {
            return true;
        }
        Candidate best = readings.getFirst();
        int builds = builds(tree);
        if (best.points() >= STRONG && !best.stack().equals(UnsupportedDetector.STACK)) {
            return false;
        }
        return builds > (best.points() < Tally.MANIFEST ? 0 : 1) || buildsTop(tree);
    }

    private static boolean buildsTop(SourceTree tree) {
        ComposeFile file = ComposeFile.read(tree);
        return file != null
                && file.apps().stream()
                        .anyMatch(app -> "".equals(RelativePath.resolve("", app.context())));
    }

    private static BuildPlan plan(PlanRequest request, ComposeFile file, Sources sources) {
        PlanDraft draft = new PlanDraft(request);
        file.datastores().forEach(draft::datastore);
        if (file.refusal() != null) {
            return draft.missing(
                    "compose_key_refused",
                    "The key " + file.refusal() + " of " + file.path() + " is not taken over.",
                    "Remove it, or deploy the app by its Dockerfile.");
        }
        ComposeFile.App app = chosen(file);
        if (app == null) {
            return draft.missing(
                    "compose_builds_nothing",
                    "No service of " + file.path() + " is built from the sources.",
                    "Add a build section to the service that is your app.");
        }
        String context = RelativePath.resolve(request.tree().base(), app.context());
        SourceTree inside = context == null ? null : SourceTreeAt.of(request.tree(), app.context());
        if (context == null || inside == null) {
            return draft.missing(
                    "compose_context_missing",
                    "The build context "
                            + app.context()
                            + " of service "
                            + app.name()
                            + " is not in the repository.",
                    "Correct build.context in " + file.path() + ".");
        }
        PlanRequest at = request.at(inside);
        if (!(OwnDockerfile.read(inside, app.dockerfile(), app.target())
                instanceof OwnDockerfile.Found.Usable usable)) {
            return draft.missing(
                    "dockerfile_missing",
                    "The service "
                            + app.name()
                            + " names the Dockerfile "
                            + app.dockerfile()
                            + ", which is not there or has no such stage.",
                    "Commit it, or correct " + file.path() + ".");
        }
        OwnDockerfile own = usable.file();
        boolean set = request.overrides().startCommand() != null;
        String named = set ? null : app.command();
        String unfit = named == null || set ? null : own.unfit(inside, named);
        List<Warning> warnings = new ArrayList<>();
        if (unfit != null) {
            named = null;
        }
        if (!set && named == null && own.unfit(inside) != null) {
            String why = unfit == null ? String.valueOf(own.unfit(inside)) : unfit;
            Candidate reading = sources.of(inside);
            BuildPlan made = reading == null ? null : reading.planner().apply(at);
            return made == null || made.missing() != null
                    ? draft.missing(
                            "compose_starts_development",
                            service(file, app) + why + ".",
                            "Let it start the app for production, or set the root directory of the project to"
                                    + " the folder of one app.")
                    : fromSources(
                            file,
                            made,
                            notUsed(
                                    file,
                                    app,
                                    why,
                                    "the image is made from the sources in "
                                            + (context.isEmpty() ? "." : context)));
        }
        if (unfit != null) {
            warnings.add(notUsed(file, app, unfit, "the command of its Dockerfile is used"));
        }
        BuildPlan built = DockerfilePlan.of(at, own);
        warnings.addAll(built.warnings());
        ImagePlan image = built.image();
        Integer port =
                request.overrides().port() != null || app.port() == null
                        ? built.serving().port()
                        : app.port();
        String command = named;
        return new BuildPlan(
                built.toolchain(),
                new BuildPlan.Commands(
                        null, null, command == null ? built.commands().start() : command),
                new BuildPlan.Serving(
                        port,
                        built.serving().healthPath(),
                        null,
                        command == null
                                ? built.serving().command()
                                : dev.autostack.planner.detect.CommandLine.parse(
                                                command, file.path())
                                        .arguments(),
                        false),
                new BuildPlan.Hints(file.datastores(), List.of()),
                image == null
                        ? null
                        : new ImagePlan(
                                image.dockerfile(),
                                image.dockerfilePath(),
                                app.target(),
                                context,
                                null),
                null,
                warnings);
    }

    private static String service(ComposeFile file, ComposeFile.App app) {
        return "The service " + app.name() + " of " + file.path() + " ";
    }

    private static Warning notUsed(
            ComposeFile file, ComposeFile.App app, String why, String instead) {
        return new Warning(
                "compose_command_not_used",
                service(file, app) + why + "; " + instead + ".",
                "Let the service start the app for production, or set the start command of the project.");
    }

    private static BuildPlan fromSources(ComposeFile file, BuildPlan made, Warning warning) {
        List<Warning> warnings = new ArrayList<>(List.of(warning));
        warnings.addAll(made.warnings());
        List<String> stores = new ArrayList<>(file.datastores());
        made.hints().datastores().stream()
                .filter(store -> !stores.contains(store))
                .forEach(stores::add);
        return new BuildPlan(
                made.toolchain(),
                made.commands(),
                made.serving(),
                new BuildPlan.Hints(stores, made.hints().variables()),
                made.image(),
                null,
                warnings);
    }

    /**
     * The only app, else the one whose name says that it faces the users, else the first with a
     * port.
     */
    private static ComposeFile.@Nullable App chosen(ComposeFile file) {
        List<ComposeFile.App> apps = file.apps();
        if (apps.size() <= 1) {
            return apps.isEmpty() ? null : apps.getFirst();
        }
        for (String name : FRONT) {
            for (ComposeFile.App app : apps) {
                if (Set.of(name, name + "s").contains(app.name()) && app.port() != null) {
                    return app;
                }
            }
        }
        return apps.stream().filter(app -> app.port() != null).findFirst().orElse(apps.getFirst());
    }

    /** A folder given relative to the compose file. */
    private static final class SourceTreeAt {
        private SourceTreeAt() {}

        static @Nullable SourceTree of(SourceTree tree, String context) {
            String folder = RelativePath.resolve("", context);
            return folder == null
                    ? null
                    : folder.isEmpty()
                            ? tree
                            : tree.hasDirectory(folder) ? tree.child(folder) : null;
        }
    }
}
