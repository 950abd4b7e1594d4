package dev.autostack.worker.image;

import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.Command;
import dev.autostack.worker.process.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds with BuildKit through a Docker client. */
public final class BuildkitBuilder implements ImageBuilder {
    private final DockerCli cli;
    private final Path socket;

    public BuildkitBuilder(DockerCli cli, Path socket) {
        this.cli = cli;
        this.socket = socket;
    }

    @Override
    public String describe() {
        return switch (cli.kind()) {
            case BUILDX -> "Building with BuildKit (docker buildx)";
            case BUILT_IN -> "Building with BuildKit (docker build)";
        };
    }

    @Override
    public ImageOutcome build(ImageRequest request, BuildProcesses processes, StepLog log) {
        Path idFile = request.scratch().resolve("image-id");
        BuildkitProgress progress = new BuildkitProgress(log);
        Exit exit =
                processes.run(
                        command(request, idFile),
                        (_, line) -> {
                            synchronized (progress) {
                                progress.line(line);
                            }
                        },
                        request.limit());
        return switch (exit) {
            case Exit.TimedOut _ ->
                    new ImageOutcome.Failed(Causes.timeUp(request.limit().toSeconds()));
            case Exit.Killed _ ->
                    new ImageOutcome.Broken(
                            Causes.engineUnavailable("the docker client was killed"));
            case Exit.Ended(int code) when code != 0 ->
                    new ImageOutcome.StepFailed(progress.exitCode(), progress.steps());
            case Exit.Ended _ -> {
                String imageId = read(idFile);
                yield imageId == null
                        ? new ImageOutcome.Broken(
                                Causes.engineUnavailable("it built an image without an id"))
                        : new ImageOutcome.Built(imageId, progress.steps());
            }
        };
    }

    Command command(ImageRequest request, Path idFile) {
        return cli.command(socket, arguments(cli.kind(), request, idFile));
    }

    /**
     * Values of users are joined to their option by {@code =} or stand behind a name that was
     * parsed, so that none is taken for an option itself.
     */
    static List<String> arguments(DockerCli.Kind kind, ImageRequest request, Path idFile) {
        List<String> arguments = new ArrayList<>();
        switch (kind) {
            case BUILDX ->
                    arguments.addAll(List.of("buildx", "build", "--builder=default", "--load"));
            case BUILT_IN -> arguments.add("build");
        }
        arguments.add("--progress=plain");
        arguments.add("--file=" + request.dockerfile());
        arguments.add("--tag=" + request.tag());
        arguments.add("--iidfile=" + idFile);
        if (request.target() != null) {
            arguments.add("--target=" + request.target());
        }
        if (request.withoutCache()) {
            arguments.add("--no-cache");
        }
        pairs(arguments, "--label=", request.labels());
        pairs(arguments, "--build-arg=", request.variables());
        new TreeMap<>(request.secrets())
                .forEach((name, file) -> arguments.add("--secret=id=" + name + ",src=" + file));
        arguments.add("--");
        arguments.add(request.context().toString());
        return arguments;
    }

    private static void pairs(List<String> arguments, String option, Map<String, String> pairs) {
        new TreeMap<>(pairs).forEach((name, value) -> arguments.add(option + name + "=" + value));
    }

    private static @Nullable String read(Path idFile) {
        try {
            return Files.exists(idFile) ? Files.readString(idFile).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }
}
