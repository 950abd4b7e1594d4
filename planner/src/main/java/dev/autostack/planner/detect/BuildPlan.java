package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the chosen reading of a tree is built and run. */
public record BuildPlan(
        Toolchain toolchain,
        Commands commands,
        Serving serving,
        Hints hints,
        @Nullable ImagePlan image,
        @Nullable Missing missing,
        List<Warning> warnings) {
    public BuildPlan {
        warnings = List.copyOf(warnings);
    }

    /** What the language needs. */
    public record Toolchain(@Nullable String packageManager, @Nullable SourcedVersion version) {
        public static Toolchain none() {
            return new Toolchain(null, null);
        }
    }

    /** As a person would type them; null = no such step. */
    public record Commands(
            @Nullable String install, @Nullable String build, @Nullable String start) {
        public static Commands none() {
            return new Commands(null, null, null);
        }
    }

    /**
     * How it answers.
     *
     * @param port null when it listens on none (a worker, a desktop app)
     * @param healthPath null = TCP
     * @param outputDirectory folder with static files, relative to the project; null when it is no
     *     static site
     * @param command replaces the command of the image when not empty
     */
    public record Serving(
            @Nullable Integer port,
            @Nullable String healthPath,
            @Nullable String outputDirectory,
            List<String> command,
            boolean readOnlyRoot) {
        public Serving {
            command = List.copyOf(command);
        }
    }

    /** What the source seems to want from its surroundings. */
    public record Hints(List<String> datastores, List<String> variables) {
        public Hints {
            datastores = List.copyOf(datastores);
            variables = List.copyOf(variables);
        }

        public static Hints none() {
            return new Hints(List.of(), List.of());
        }
    }

    /** Why no image can be made, and what to add. {@code code} stands in docs/errors.md. */
    public record Missing(String code, String message, String advice) {}
}
