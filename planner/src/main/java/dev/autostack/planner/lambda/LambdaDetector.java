package dev.autostack.planner.lambda;

import dev.autostack.planner.container.LambdaPlan;
import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.detect.Procfile;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.PlanOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Functions for AWS Lambda without a Dockerfile: those of serverless.yml or of a SAM template, or a
 * file that exports a handler. Sources that serve requests by themselves are a web app, whatever
 * wraps them for Lambda.
 */
public final class LambdaDetector implements StackDetector {
    /** Files of other clouds whose functions export handlers, too. */
    private static final List<String> ELSEWHERE =
            List.of("netlify.toml", "vercel.json", "now.json", "firebase.json", "wrangler.toml");

    private final List<StackDetector> languages;

    /**
     * @param languages whose readings tell whether the sources serve requests by themselves
     */
    public LambdaDetector(List<StackDetector> languages) {
        this.languages = List.copyOf(languages);
    }

    @Override
    public Recognised recognised() {
        List<String> files = new ArrayList<>(LambdaTemplate.SERVERLESS);
        files.add("template.yaml, template.yml, template.json of AWS SAM");
        files.add("index, handler or lambda_function alone that exports a handler");
        files.add("a Dockerfile that stands on a Lambda base image");
        return new Recognised(LambdaPlan.STACK, files, List.of(), List.of());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        LambdaTemplate template = LambdaTemplate.of(tree);
        LambdaFunction plain =
                template == null && tree.firstOf(ELSEWHERE.toArray(String[]::new)) == null
                        ? PlainHandlers.of(tree)
                        : null;
        if (template == null && plain == null) {
            return List.of();
        }
        List<LambdaFunction> functions = template == null ? List.of(plain) : template.functions();
        Set<String> files = new TreeSet<>();
        for (LambdaFunction function : functions) {
            String file = function.file(tree);
            if (file != null) {
                files.add(file);
            }
        }
        int highest = 0;
        boolean served = false;
        for (StackDetector detector : languages) {
            for (Candidate reading : detector.detect(tree)) {
                highest = Math.max(highest, reading.points());
                served |= serves(tree, reading, files);
            }
        }
        if (served && template == null) {
            return List.of();
        }
        Tally tally = new Tally();
        String source = template == null ? files.iterator().next() : template.file();
        String fact =
                template == null ? "exports a handler of Lambda" : "describes Lambda functions";
        tally.add(source, fact, served ? 10 : Tally.NAMED);
        if (!served && highest >= Tally.NAMED) {
            tally.add(source, "nothing else serves requests", highest - Tally.NAMED + 20);
        }
        LambdaSources sources = new LambdaSources(template, functions);
        return List.of(
                new Candidate(
                        LambdaPlan.STACK,
                        null,
                        sources.language(tree),
                        tally.evidence(),
                        sources::plan));
    }

    /** True when the plan of a reading starts something that answers requests by itself. */
    private static boolean serves(SourceTree tree, Candidate reading, Set<String> handlers) {
        BuildPlan plan =
                reading.planner()
                        .apply(
                                new PlanRequest(
                                        tree,
                                        PlanOverrides.none(),
                                        List.of(),
                                        List.of(),
                                        PlannerSettings.defaults(),
                                        PlanRequest.SETTING));
        if (plan.image() == null) {
            return false;
        }
        if (plan.serving().outputDirectory() != null) {
            return true;
        }
        String start = plan.commands().start();
        boolean written =
                tree.json("package.json").at("scripts", "start").present()
                        || Procfile.web(tree) != null;
        boolean framed = reading.framework() != null;
        for (String word : start == null ? List.<String>of() : Words.of(start)) {
            if (handlers.contains(word)) {
                return false;
            }
            if (word.matches(".*\\.[cm]?js") && !written && !listens(tree, word)) {
                return false;
            }
        }
        return framed || (written && start != null);
    }

    private static boolean listens(SourceTree tree, String file) {
        String text = tree.text(file);
        return text == null
                || new JsSource(text).tokens().stream().anyMatch(t -> t.isName("listen"));
    }

    static @Nullable String language(@Nullable String runtime, @Nullable String file) {
        String named = runtime == null ? "" : runtime.replaceFirst("[0-9].*$", "");
        String ending = file == null ? "" : file.substring(file.lastIndexOf('.') + 1);
        return switch (named) {
            case "nodejs", "python", "ruby", "java", "dotnet", "dotnetcore", "go" -> named;
            case "" ->
                    switch (ending) {
                        case "py" -> "python";
                        case "rb" -> "ruby";
                        case "" -> null;
                        default -> "nodejs";
                    };
            default -> named.startsWith("provided") ? "provided" : null;
        };
    }
}
