package dev.autostack.planner.lambda;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans an image for one of the functions: their sources on the base image of their runtime.
 *
 * @param template null when only a file exports a handler
 */
record LambdaSources(@Nullable LambdaTemplate template, List<LambdaFunction> functions) {
    /** Where the runtime interface emulator of the image listens. */
    private static final int EMULATOR_PORT = 8080;

    /** Base images are offered for these; the newest long-lived one where nothing is named. */
    private static final Map<String, String> USUAL =
            Map.of("nodejs", "22", "python", "3.13", "ruby", "3.4");

    LambdaSources {
        functions = List.copyOf(functions);
    }

    /** The function that is run: one that all requests come to, else any requests, else first. */
    private LambdaFunction chosen() {
        return functions.stream()
                .min(Comparator.comparing(LambdaFunction::asked))
                .orElseThrow(() -> new IllegalStateException("there is no function"));
    }

    @Nullable String language(SourceTree tree) {
        LambdaFunction function = chosen();
        return LambdaDetector.language(function.runtime(), function.file(tree));
    }

    BuildPlan plan(PlanRequest request) {
        LambdaFunction function = chosen(request);
        String language =
                LambdaDetector.language(function.runtime(), function.file(request.tree()));
        PlanDraft draft = new PlanDraft(request);
        draft.startInstead(CommandLine.of(source(), function.handler()));
        function.variables().forEach(draft::variable);
        draft.port(EMULATOR_PORT);
        draft.warn(
                "lambda_emulator",
                "A function answers invocations, not web requests; it is run with the emulator of its base"
                        + " image, POST /2015-03-31/functions/function/invocations.",
                "To serve web requests, start a web server: add a start script or a Procfile.");
        if (functions.size() > 1) {
            draft.warn(
                    "lambda_function_chosen",
                    source()
                            + " describes "
                            + functions.size()
                            + " functions ("
                            + names()
                            + "); one image runs one of them: "
                            + function.name()
                            + ".",
                    "Set the start command of the project to the handler of another one; make a project"
                            + " for each that you need.");
        }
        if (language == null || !USUAL.containsKey(language)) {
            return draft.missing(
                    "lambda_runtime_not_built",
                    "The function "
                            + function.name()
                            + " needs the Lambda runtime "
                            + (function.runtime() == null ? "of its language" : function.runtime())
                            + "; images are made of sources for Node.js, Python and Ruby only.",
                    "Add a Dockerfile that stands on the Lambda base image of the runtime, or one that"
                            + " starts a web server.");
        }
        SourcedVersion version = version(request, function, language);
        String base = "public.ecr.aws/lambda/" + language + ":" + version.value();
        return new LambdaImage(request, draft, function, base).make(language, version);
    }

    /** The handler that the user set as start command stands above the choice. */
    private LambdaFunction chosen(PlanRequest request) {
        String set = request.overrides().startCommand();
        if (set == null) {
            return chosen();
        }
        String wanted = set.strip();
        for (LambdaFunction function : functions) {
            if (function.name().equals(wanted) || function.handler().equals(wanted)) {
                return function;
            }
        }
        LambdaFunction any = chosen();
        return new LambdaFunction(
                wanted, wanted, any.folder(), any.runtime(), any.asked(), any.variables());
    }

    private static SourcedVersion version(
            PlanRequest request, LambdaFunction function, String language) {
        String set = request.overrides().runtimeVersion();
        if (set != null) {
            return new SourcedVersion(set.strip(), request.versionSource());
        }
        String runtime = function.runtime();
        String number = runtime == null ? "" : runtime.replaceFirst("^[a-z]+", "");
        String plain = number.replaceFirst("\\.x$", "");
        return plain.matches("[0-9]{1,2}(\\.[0-9]{1,2})?")
                ? new SourcedVersion(plain, "runtime " + runtime)
                : new SourcedVersion(USUAL.getOrDefault(language, ""), "default");
    }

    private String names() {
        List<String> all = functions.stream().map(LambdaFunction::name).toList();
        int shown = Math.min(8, all.size());
        return String.join(", ", all.subList(0, shown)) + (shown < all.size() ? ", ..." : "");
    }

    private String source() {
        LambdaTemplate from = template;
        return from == null ? "the source" : from.file();
    }
}
