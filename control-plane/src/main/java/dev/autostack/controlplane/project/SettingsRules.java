package dev.autostack.controlplane.project;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.PlanOverrides;
import dev.autostack.protocol.ResourceLimits;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which settings can be meant. Field names are those of the request. */
final class SettingsRules {
    private static final long MIB = 1024L * 1024;
    private static final long GIB = 1024 * MIB;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final int LONGEST_COMMAND = 4_096;
    private static final Pattern HTTP_PATH = Pattern.compile("/[\\x21-\\x7e]{0,500}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,100}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/*-]{0,40}");

    private final Fields fields;

    private SettingsRules(Fields fields) {
        this.fields = fields;
    }

    static void check(ProjectSettings settings, Fields fields) {
        SettingsRules rules = new SettingsRules(fields);
        rules.plan(settings.plan());
        if (settings.health() != null) {
            rules.health(settings.health());
        }
        rules.limits(settings.limits());
        rules.build(settings.build());
        fields.range("settings.drainMs", settings.drainMs(), 0, 10 * MINUTE, "ms");
        fields.range(
                "settings.startDeadlineMs", settings.startDeadlineMs(), SECOND, 30 * MINUTE, "ms");
        fields.range("settings.stopTimeoutMs", settings.stopTimeoutMs(), 0, 10 * MINUTE, "ms");
    }

    /** A path inside of the source; empty is its root. */
    static void path(String field, @Nullable String path, Fields fields) {
        fields.line(field, path, 500);
        if (path == null || path.isEmpty()) {
            return;
        }
        boolean inside =
                !path.startsWith("/")
                        && !path.startsWith("-")
                        && path.indexOf('\\') < 0
                        && Arrays.stream(path.split("/", -1))
                                .noneMatch(part -> part.equals("..") || part.equals("."));
        fields.require(
                inside,
                field,
                field + " is a path below the root of the repository, such as apps/web.");
    }

    private void plan(PlanOverrides plan) {
        fields.line("settings.plan.stack", plan.stack(), 40);
        shaped("settings.plan.stack", plan.stack(), NAME, "is the name of a stack");
        path("settings.plan.dockerfile", plan.dockerfile(), fields);
        shaped(
                "settings.plan.dockerfileTarget",
                plan.dockerfileTarget(),
                NAME,
                "is the name of a stage of the Dockerfile");
        fields.line("settings.plan.installCommand", plan.installCommand(), LONGEST_COMMAND);
        fields.line("settings.plan.buildCommand", plan.buildCommand(), LONGEST_COMMAND);
        fields.line("settings.plan.startCommand", plan.startCommand(), LONGEST_COMMAND);
        Integer port = plan.port();
        if (port != null) {
            fields.range("settings.plan.port", port, 1, 65_535, "");
        }
        shaped(
                "settings.plan.healthPath",
                plan.healthPath(),
                HTTP_PATH,
                "begins with a slash and has no spaces");
        path("settings.plan.outputDirectory", plan.outputDirectory(), fields);
        shaped(
                "settings.plan.runtimeVersion",
                plan.runtimeVersion(),
                VERSION,
                "is a version such as 22 or 3.12");
    }

    private void health(HealthSettings health) {
        fields.require(
                List.of("http", "tcp", "command").contains(health.type()),
                "settings.health.type",
                "A health check is http, tcp or command.");
        shaped(
                "settings.health.path",
                health.path(),
                HTTP_PATH,
                "begins with a slash and has no spaces");
        int from = health.minStatus() == null ? 200 : health.minStatus();
        int to = health.maxStatus() == null ? 399 : health.maxStatus();
        fields.range("settings.health.minStatus", from, 100, 599, "");
        fields.range("settings.health.maxStatus", to, from, 599, "");
        List<String> arguments = health.arguments();
        if (health.type().equals("command")) {
            fields.require(
                    arguments != null && !arguments.isEmpty() && arguments.size() <= 64,
                    "settings.health.arguments",
                    "A command check has 1 to 64 arguments, the first is the program.");
        }
        for (String argument : arguments == null ? List.<String>of() : arguments) {
            fields.require(
                    argument.length() <= LONGEST_COMMAND
                            && argument.indexOf('\0') < 0
                            && Fields.encodable(argument),
                    "settings.health.arguments",
                    "An argument has at most 4096 characters and no NUL.");
        }
        fields.range("settings.health.intervalMs", health.intervalMs(), 100, 10 * MINUTE, "ms");
        fields.range("settings.health.timeoutMs", health.timeoutMs(), 50, 2 * MINUTE, "ms");
        fields.range("settings.health.threshold", health.threshold(), 1, 20, "");
        fields.range("settings.health.failureThreshold", health.failureThreshold(), 1, 50, "");
        fields.range("settings.health.startPeriodMs", health.startPeriodMs(), 0, 30 * MINUTE, "ms");
    }

    private void limits(ResourceLimits limits) {
        fields.range("settings.limits.cpus", limits.cpus(), 0.05, 128, "cores");
        fields.range(
                "settings.limits.memoryBytes", limits.memoryBytes(), 16 * MIB, 1024 * GIB, "bytes");
        fields.range("settings.limits.pids", limits.pids(), 8, 32_768, "processes");
    }

    private void build(BuildLimits build) {
        fields.range("settings.build.cpus", build.cpus(), 0.1, 128, "cores");
        fields.range(
                "settings.build.memoryBytes", build.memoryBytes(), 128 * MIB, 1024 * GIB, "bytes");
        fields.range("settings.build.pids", build.pids(), 64, 65_536, "processes");
        fields.range(
                "settings.build.timeoutMs", build.timeoutMs(), 10 * SECOND, 240 * MINUTE, "ms");
        fields.range("settings.build.diskBytes", build.diskBytes(), 256 * MIB, 1024 * GIB, "bytes");
    }

    private void shaped(String field, @Nullable String text, Pattern shape, String what) {
        if (text != null) {
            fields.require(shape.matcher(text).matches(), field, field + " " + what + ".");
        }
    }
}
