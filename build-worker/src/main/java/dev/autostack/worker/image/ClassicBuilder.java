package dev.autostack.worker.image;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.autostack.protocol.BuildFacts;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.LogLevel;
import dev.autostack.protocol.Stage;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.engine.EngineApi;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last resort on a host without a client that speaks BuildKit: the engine's old builder. It
 * knows no secret mounts, so a build that has secrets is refused rather than given them as
 * arguments, which would be layers.
 */
public final class ClassicBuilder implements ImageBuilder {
    private static final Pattern EXIT = Pattern.compile("returned a non-zero code: (\\d+)");
    private static final Pattern STEP = Pattern.compile("Step \\d+/\\d+ : .*", Pattern.DOTALL);

    private final EngineApi engine;

    public ClassicBuilder(EngineApi engine) {
        this.engine = engine;
    }

    @Override
    public String describe() {
        return "Building with the engine's old builder: no docker client with BuildKit was found."
                + " Cache mounts are left out, build secrets do not work (install docker-buildx).";
    }

    @Override
    public ImageOutcome build(ImageRequest request, BuildProcesses processes, StepLog log) {
        if (!request.secrets().isEmpty()) {
            return new ImageOutcome.Failed(
                    new Cause(
                            "build_secrets_unsupported",
                            "This worker has no BuildKit, and without it secrets would end up in the"
                                    + " image.",
                            "Have the operator install docker-buildx on the worker's host.",
                            Stage.BUILD,
                            List.of()));
        }
        StopSignal stop = processes.stop();
        stop.check();
        Output output = new Output(log);
        // Closing the connection ends the build in the engine.
        try (InputStream context = archive(request);
                BuildImageCmd command = command(request, context);
                StopSignal.Registration _ = stop.onStop(output::end)) {
            command.exec(output);
            boolean ended =
                    output.awaitCompletion(request.limit().toMillis(), TimeUnit.MILLISECONDS);
            stop.check();
            if (!ended) {
                output.end();
                return new ImageOutcome.Failed(Causes.timeUp(request.limit().toSeconds()));
            }
            return output.outcome();
        } catch (DockerClientException | DockerException e) {
            stop.check();
            return output.outcome();
        } catch (InterruptedException e) {
            output.end();
            Thread.currentThread().interrupt();
            return new ImageOutcome.Broken(Causes.workerClosing());
        } catch (IOException e) {
            throw new UncheckedIOException("The build context cannot be read", e);
        }
    }

    private static InputStream archive(ImageRequest request) throws IOException {
        Path file = request.scratch().resolve("context.tar");
        ContextArchive.write(request, file);
        return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private BuildImageCmd command(ImageRequest request, InputStream context) {
        BuildImageCmd command =
                engine.client()
                        .buildImageCmd(context)
                        .withDockerfilePath(ContextArchive.DOCKERFILE)
                        .withTags(Set.of(request.tag()))
                        .withLabels(request.labels())
                        .withNoCache(request.withoutCache())
                        .withRemove(true)
                        .withForcerm(true);
        request.variables().forEach(command::withBuildArg);
        if (request.target() != null) {
            command.withTarget(request.target());
        }
        return command;
    }

    private static final class Output extends BuildImageResultCallback {
        private final StepLog log;
        private final StringBuilder line = new StringBuilder();
        private volatile @Nullable String imageId;
        private volatile @Nullable String error;
        private final List<BuildFacts.Step> steps = new ArrayList<>();
        private long stepBegan;

        private Output(StepLog log) {
            this.log = log;
        }

        @Override
        public void onNext(BuildResponseItem item) {
            if (item.getImageId() != null) {
                imageId = item.getImageId();
            }
            if (item.isErrorIndicated()) {
                var detail = item.getErrorDetail();
                String message = detail == null ? "unknown" : String.valueOf(detail.getMessage());
                error = message;
                log.general().line(LogLevel.ERROR, message);
            }
            String text = item.getStream();
            if (text != null) {
                line.append(text);
                emit();
            }
        }

        private void emit() {
            int end;
            while ((end = line.indexOf("\n")) >= 0) {
                String whole = line.substring(0, end);
                line.delete(0, end + 1);
                if (STEP.matcher(whole).matches()) {
                    endStep(false);
                    steps.add(new BuildFacts.Step(whole, false, null));
                    stepBegan = System.nanoTime();
                } else if (whole.equals(" ---> Using cache")) {
                    endStep(true);
                }
                log.general().info(whole);
            }
        }

        /** The old builder names no times: the next step begins when one is done. */
        private void endStep(boolean cached) {
            if (!steps.isEmpty() && !steps.getLast().cached()) {
                String instruction = steps.removeLast().instruction();
                Double seconds = Math.round((System.nanoTime() - stepBegan) / 1e8) / 10.0;
                steps.add(new BuildFacts.Step(instruction, cached, cached ? null : seconds));
            }
        }

        private void end() {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ImageOutcome outcome() {
            String failure = error;
            String id = imageId;
            if (failure != null) {
                Matcher exit = EXIT.matcher(failure);
                return new ImageOutcome.StepFailed(
                        exit.find() ? Integer.parseInt(exit.group(1)) : 0, steps);
            }
            endStep(false);
            return id == null
                    ? new ImageOutcome.Broken(
                            Causes.engineUnavailable("the build ended without an image"))
                    : new ImageOutcome.Built(id, steps);
        }
    }
}
