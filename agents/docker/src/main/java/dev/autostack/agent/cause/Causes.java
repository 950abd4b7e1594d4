package dev.autostack.agent.cause;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.util.List;
import java.util.stream.Collectors;

/** Every cause this agent reports: code, sentence, next step. */
public final class Causes {
    private Causes() {}

    public static Cause engineNotAnswering(String action) {
        return health(
                "engine_not_answering",
                "Docker Engine does not answer (" + action + ").",
                "Look at it on the host: systemctl status docker. Running apps keep serving; work goes"
                        + " on by itself once it answers.");
    }

    public static Cause engineRefused(String action, String reason) {
        return health(
                "engine_refused",
                "Docker Engine refused to " + action + ": " + reason,
                "The reason is the engine's own; change what it names and deploy again.");
    }

    public static Cause imageNotFound(String image) {
        return health(
                "image_not_found",
                "The image " + image + " is not in its registry.",
                "It may have been deleted there. Deploy again to build it anew.");
    }

    public static Cause imagePullDenied(String image, String reason) {
        return health(
                "image_pull_denied",
                "The registry refused to hand out " + image + ": " + reason,
                "Check the registry's user name and password.");
    }

    public static Cause imagePullFailed(String image, String reason) {
        return health(
                "image_pull_failed",
                "The image " + image + " could not be fetched: " + reason,
                "Check that the host reaches the registry, then deploy again.");
    }

    public static Cause diskFull(String action) {
        return health(
                "host_disk_full",
                "The host's disk is full (" + action + ").",
                "Free room where Docker keeps its data (docker system df), then deploy again.");
    }

    public static Cause noPortFree(int from, int to) {
        return health(
                "port_range_exhausted",
                "No port between " + from + " and " + to + " is free on the host.",
                "Remove instances or widen the host's port range.");
    }

    public static Cause noSubnetFree() {
        return health(
                "network_range_exhausted",
                "No address range is free on the host for the environment's network.",
                "Remove unused Docker networks on the host (docker network ls).");
    }

    public static Cause staleGeneration(long generation, long newest) {
        return health(
                "generation_stale",
                "This instance is of generation "
                        + generation
                        + ", but generation "
                        + newest
                        + " of the environment has been here already.",
                "An older state was sent, perhaps after a restored backup. Deploy again.");
    }

    public static Cause commandNotFound(String program) {
        return health(
                "command_not_found",
                "The start command " + program + " is not in the image.",
                "Check its spelling and path; a program of node_modules/.bin needs npx or its path.");
    }

    public static Cause commandNotExecutable(String program) {
        return health(
                "command_not_executable",
                "The start command " + program + " may not be executed.",
                "Make the file executable (chmod +x, git update-index --chmod=+x) or start it with its"
                        + " interpreter.");
    }

    public static Cause wrongFormat(String program) {
        return health(
                "command_format_wrong",
                "The start command "
                        + program
                        + " is not a program for this host (exec format error).",
                "Build it for this host's processor, or begin the script with a #! line.");
    }

    public static Cause foreignImage(String image, String host) {
        return health(
                "image_wrong_platform",
                "The image is built for " + image + ", this host is " + host + ".",
                "Build it for linux/" + host + ", or choose a base image that exists for it.");
    }

    public static Cause outOfMemory(long limitBytes) {
        return health(
                "instance_out_of_memory",
                "The instance used more than its "
                        + mebibytes(limitBytes)
                        + " of memory and was ended.",
                "Raise the memory limit, or make the app use less (for Node: --max-old-space-size).");
    }

    public static Cause exited(int exitCode, boolean wasHealthy, String hint) {
        return health(
                "instance_exited",
                wasHealthy
                        ? "The process ended with exit code "
                                + exitCode
                                + " after it had been healthy."
                        : exitCode == 0
                                ? "The process ended by itself (exit code 0) instead of serving."
                                : "The process ended with exit code "
                                        + exitCode
                                        + " before it was healthy.",
                hint);
    }

    public static Cause killed(String signal, String hint) {
        return health("instance_killed", "The process was ended by " + signal + ".", hint);
    }

    public static Cause notListening(int port, long seconds) {
        return health(
                "instance_not_listening",
                "Nothing listens on port " + port + " after " + seconds + " s.",
                "Listen on the port in the variable PORT (" + port + ") on address 0.0.0.0.");
    }

    public static Cause listensOnLoopback(int port, String address) {
        return health(
                "instance_listens_on_loopback",
                "The app listens on "
                        + address
                        + ":"
                        + port
                        + ", which only the container itself can reach.",
                "Listen on 0.0.0.0 instead of localhost or 127.0.0.1.");
    }

    public static Cause listensOnOtherPort(int port, List<Integer> others) {
        String found = others.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return health(
                "instance_listens_on_other_port",
                "The app listens on port " + found + ", not on " + port + ".",
                "Use the variable PORT for the port, or set the project's port to "
                        + others.getFirst()
                        + ".");
    }

    public static Cause closesConnections(int port) {
        return health(
                "health_connection_closed",
                "The app accepts connections on port "
                        + port
                        + " and closes them without an answer.",
                "Check that it speaks plain HTTP there: not TLS, and not another protocol.");
    }

    public static Cause timesOut(String what, long timeoutMs) {
        return health(
                "health_timeout",
                what + " got no answer within " + timeoutMs + " ms.",
                "See in the log what the app waits for, or raise the health check's timeout.");
    }

    public static Cause unexpectedStatus(String path, int status, int min, int max) {
        return health(
                "health_status_unexpected",
                "GET "
                        + path
                        + " answered "
                        + status
                        + "; a healthy app answers "
                        + min
                        + " to "
                        + max
                        + ".",
                status == 404
                        ? "Set the health path to one the app serves."
                        : "See in the log why the app answers "
                                + status
                                + ", or change the health path.");
    }

    public static Cause commandFailed(int exitCode) {
        return health(
                "health_command_failed",
                "The health command ended with exit code " + exitCode + ".",
                "Run it inside the container to see why; exit code 127 means that the image lacks it.");
    }

    public static Cause flaps(int good, int bad, Cause last) {
        return health(
                "health_flapping",
                "The health check passed "
                        + good
                        + " times and failed "
                        + bad
                        + " times, never often enough in a row. Last: "
                        + last.message(),
                last.hint());
    }

    public static Cause probeFailed(String reason) {
        return health(
                "health_failed",
                "The health check could not be made: " + reason,
                "Check the health check's settings.");
    }

    /** The cause with the end of the log. */
    public static Cause withLines(Cause cause, List<String> lastLines) {
        return new Cause(cause.code(), cause.message(), cause.hint(), cause.stage(), lastLines);
    }

    /**
     * The same with the line that tells.
     *
     * @param telling its number in {@code lastLines}, from 1; 0: none tells
     */
    public static Cause withLines(Cause cause, List<String> lastLines, int telling) {
        return new Cause(
                cause.code(),
                cause.message(),
                cause.hint(),
                cause.stage(),
                lastLines,
                telling == 0 ? null : Integer.valueOf(telling),
                null);
    }

    /** Start and probes are one stage of the timeline. */
    private static Cause health(String code, String message, String hint) {
        return new Cause(code, message, hint, Stage.HEALTH, List.of());
    }

    private static String mebibytes(long bytes) {
        return Math.round(bytes / (1024.0 * 1024)) + " MiB";
    }
}
