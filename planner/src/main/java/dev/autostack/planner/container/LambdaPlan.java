package dev.autostack.planner.container;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.ImagePlan;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.Tally;
import dev.autostack.protocol.Detection.Warning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Dockerfile whose target stands on a Lambda base image. */
public final class LambdaPlan {
    public static final String STACK = "lambda";

    /** Where the runtime interface emulator of the image listens. */
    private static final int EMULATOR_PORT = 8080;

    private LambdaPlan() {}

    /** The reading as a Lambda image, or null when the Dockerfile is none. */
    public static @Nullable Candidate candidate(SourceTree tree, OwnDockerfile own) {
        LambdaImages.Kind kind = LambdaImages.of(own.dockerfile(), own.stage());
        if (kind == LambdaImages.Kind.NO || hasWebAdapter(own)) {
            return null;
        }
        String image = own.dockerfile().externalImage(own.stage(), Map.of());
        Tally tally = new Tally();
        tally.add(
                own.path(),
                "stands on the Lambda base image " + (image == null ? own.stage().base() : image),
                100);
        for (String template :
                List.of(
                        "template.yaml",
                        "template.yml",
                        "serverless.yml",
                        "serverless.yaml",
                        "samconfig.toml")) {
            if (tree.has(template)) {
                tally.add(template, "describes Lambda functions", 10);
            }
        }
        return new Candidate(
                STACK,
                null,
                LambdaImages.runtime(image),
                tally.evidence(),
                request -> plan(request, own, kind));
    }

    /** The Web Adapter makes an ordinary web app of it. */
    private static boolean hasWebAdapter(OwnDockerfile own) {
        return own.dockerfile().chain(own.stage(), Map.of()).stream()
                .flatMap(stage -> stage.instructions().stream())
                .anyMatch(i ->
                        i.keyword().equals("COPY")
                                && i.rest().contains("/opt/extensions")
                                && String.valueOf(i.flag("from")).contains("lambda-adapter"));
    }

    private static BuildPlan plan(PlanRequest request, OwnDockerfile own, LambdaImages.Kind kind) {
        int port = request.overrides().port() == null ? EMULATOR_PORT : request.overrides().port();
        Warning emulator =
                new Warning(
                        "lambda_emulator",
                        "A Lambda base image answers invocations, not web requests; it is run with its emulator, POST"
                                + " /2015-03-31/functions/function/invocations.",
                        "To serve web requests, add the AWS Lambda Web Adapter or use an ordinary base image.");
        Warning copy =
                new Warning(
                        "lambda_image_assumed",
                        "The base image looks like a private copy of a Lambda base image.",
                        "If it is an ordinary web app, set the stack to dockerfile.");
        return new BuildPlan(
                BuildPlan.Toolchain.none(),
                new BuildPlan.Commands(null, null, own.start()),
                new BuildPlan.Serving(
                        port, request.overrides().healthPath(), null, List.of(), false),
                BuildPlan.Hints.none(),
                new ImagePlan(
                        own.text(),
                        own.path(),
                        request.overrides().dockerfileTarget(),
                        request.tree().base(),
                        null),
                null,
                kind == LambdaImages.Kind.COPY ? List.of(emulator, copy) : List.of(emulator));
    }
}
