package dev.autostack.worker;

import dev.autostack.planner.PlanOutcome;
import dev.autostack.planner.Planner;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.AppFiles;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.BuildSpec;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Detection;
import dev.autostack.protocol.RunPlan;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.image.BaseImages;
import dev.autostack.worker.source.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the planner about a checkout and puts its answer where the image builder finds it. */
final class SourcePlan {
    private static final int MAX_DOCKERIGNORE = 256 * 1024;

    private final PlannerSettings settings;

    SourcePlan(PlannerSettings settings) {
        this.settings = settings;
    }

    /** What the planner said. */
    sealed interface Answer {
        /**
         * @param context an existing folder inside the checkout
         * @param contextPath the same, relative to the checkout's top; "" for the top
         * @param dockerfile outside of the checkout
         * @param dockerignore the text that stands beside the Dockerfile, null when none does
         */
        record Ready(
                Detection detection,
                RunPlan run,
                Path context,
                String contextPath,
                Path dockerfile,
                String dockerfileText,
                @Nullable String dockerignore,
                @Nullable String target)
                implements Answer {
            /** The images that the Dockerfile begins from, as far as they can be told. */
            List<String> baseImages(Map<String, String> variables) {
                return BaseImages.of(dockerfileText, variables).images();
            }
        }

        /** {@code detection} is null when a setting does not fit. */
        record No(@Nullable Detection detection, Cause cause) implements Answer {}
    }

    /**
     * @param folder gets the Dockerfile
     */
    Answer make(SourceTree tree, String rootDirectory, BuildSpec spec, Path folder) {
        try {
            AppFiles files = DirectoryFiles.open(tree.directory());
            PlanOutcome outcome =
                    new Planner(settings.withCacheScope(spec.cacheScope()))
                            .plan(
                                    files,
                                    rootDirectory,
                                    spec.overrides(),
                                    List.copyOf(spec.variables().keySet()),
                                    spec.secrets().stream().map(BuildSecret::name).toList());
            return switch (outcome) {
                case PlanOutcome.Planned planned -> ready(planned, files, tree, folder);
                case PlanOutcome.Ambiguous(var detection, var message, var advice) ->
                        new Answer.No(detection, cause("plan_ambiguous", message, advice));
                case PlanOutcome.Incomplete(var detection, var code, var message, var advice) ->
                        new Answer.No(detection, cause(code, message, advice));
                case PlanOutcome.Unsupported(var detection, _, var advice, var lookedFor) ->
                        new Answer.No(
                                detection,
                                cause(
                                        "plan_unsupported",
                                        "No supported stack was found; looked for "
                                                + String.join(", ", lookedFor)
                                                + ".",
                                        advice));
                case PlanOutcome.Empty(var detection, var lookedFor) ->
                        new Answer.No(
                                detection,
                                cause(
                                        "plan_empty",
                                        "There is nothing to deploy; looked for "
                                                + String.join(", ", lookedFor)
                                                + ".",
                                        "Commit the app, or correct the root directory of the project."));
                case PlanOutcome.Refused(var code, var message, var hint) ->
                        new Answer.No(null, cause(code, message, hint));
            };
        } catch (IOException e) {
            throw new UncheckedIOException("The checkout cannot be read", e);
        }
    }

    private static Cause cause(String code, String message, String hint) {
        return new Cause(code, message, hint, Stage.DETECT, List.of());
    }

    private static Answer ready(
            PlanOutcome.Planned planned, AppFiles files, SourceTree tree, Path folder)
            throws IOException {
        ImagePlan image = planned.image();
        Path top = tree.directory().toRealPath();
        Path context = top.resolve(image.context()).toRealPath();
        if (!context.startsWith(top) || !Files.isDirectory(context)) {
            return new Answer.No(
                    planned.detection(),
                    cause(
                            "root_directory_missing",
                            "The folder to build from leads out of the repository.",
                            "Correct the root directory of the project."));
        }
        Path dockerfile = folder.resolve("Dockerfile");
        Files.writeString(dockerfile, image.dockerfile());
        String ignore = image.dockerignore();
        if (ignore == null && image.dockerfilePath() != null) {
            String beside = prefix(image.context()) + image.dockerfilePath() + ".dockerignore";
            ignore = files.read(beside, MAX_DOCKERIGNORE).textOrNull();
        }
        if (ignore != null) {
            Files.writeString(folder.resolve("Dockerfile.dockerignore"), ignore);
        }
        return new Answer.Ready(
                planned.detection(),
                planned.run(),
                context,
                top.relativize(context).toString(),
                dockerfile,
                image.dockerfile(),
                ignore,
                image.target());
    }

    private static String prefix(String context) {
        return context.isEmpty() ? "" : context + "/";
    }

    /** One line for people: {@code Node 22, npm, Express (package.json)}. */
    static String describe(Detection detection) {
        StringBuilder text = new StringBuilder(detection.stack());
        if (detection.version() != null) {
            text.append(' ').append(detection.version().value());
        }
        if (detection.packageManager() != null) {
            text.append(", ").append(detection.packageManager());
        }
        if (detection.framework() != null) {
            text.append(", ").append(detection.framework());
        }
        if (!detection.evidence().isEmpty()) {
            text.append(" (").append(detection.evidence().getFirst().file()).append(')');
        }
        return text.toString();
    }
}
