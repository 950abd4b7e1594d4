package dev.autostack.agent.cause;

import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.protocol.Cause;
import java.util.Locale;

/**
 * Why a container could not be fetched, made or started. {@code lasting}: another try brings the
 * same. {@code blameless}: the host's fault, so the try does not count against the instance.
 */
public record StartFailure(Cause cause, boolean lasting, boolean blameless) {

    /** Of a pull. */
    public static StartFailure ofPull(String image, EngineProblem problem) {
        return switch (problem) {
            case EngineProblem.NotAnswering e -> notAnswering(e);
            case EngineProblem.Interrupted e -> notAnswering(e);
            case EngineProblem.Refused e -> {
                String reason = e.reason().toLowerCase(Locale.ROOT);
                if (diskFull(reason)) {
                    yield lasting(Causes.diskFull(e.action()));
                }
                if (reason.contains("manifest unknown")
                        || reason.contains("not found")
                        || reason.contains("name unknown")) {
                    yield lasting(Causes.imageNotFound(image));
                }
                if (reason.contains("unauthorized")
                        || reason.contains("denied")
                        || reason.contains("no basic auth")) {
                    yield lasting(Causes.imagePullDenied(image, e.reason()));
                }
                yield new StartFailure(Causes.imagePullFailed(image, e.reason()), false, false);
            }
        };
    }

    /** Of a network, a container or its start. */
    public static StartFailure ofStart(String program, EngineProblem problem) {
        return switch (problem) {
            case EngineProblem.NotAnswering e -> notAnswering(e);
            case EngineProblem.Interrupted e -> notAnswering(e);
            case EngineProblem.Refused e -> {
                String reason = e.reason().toLowerCase(Locale.ROOT);
                if (diskFull(reason)) {
                    yield lasting(Causes.diskFull(e.action()));
                }
                if (reason.contains("executable file not found")) {
                    yield lasting(Causes.commandNotFound(program));
                }
                if (reason.contains("exec format error")) {
                    yield lasting(Causes.wrongFormat(program));
                }
                if (reason.contains("exec:") && reason.contains("permission denied")) {
                    yield lasting(Causes.commandNotExecutable(program));
                }
                // 4xx is about the request itself; 404 and 409 come from races and heal.
                boolean lasting = e.status() == 400;
                yield new StartFailure(
                        Causes.engineRefused(e.action(), e.reason()), lasting, false);
            }
        };
    }

    private static StartFailure notAnswering(EngineProblem problem) {
        return new StartFailure(Causes.engineNotAnswering(problem.action()), false, true);
    }

    private static StartFailure lasting(Cause cause) {
        return new StartFailure(cause, true, false);
    }

    private static boolean diskFull(String reason) {
        return reason.contains("no space left on device");
    }
}
