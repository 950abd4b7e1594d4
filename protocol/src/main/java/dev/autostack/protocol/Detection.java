package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the planner found in a source tree, with its evidence. {@code confidence} 0-100. {@code
 * dockerfile} is the text that is built.
 */
@Serdeable
public record Detection(
        String path,
        String stack,
        @Nullable String framework,
        @Nullable String language,
        @Nullable String packageManager,
        @Nullable SourcedVersion version,
        int confidence,
        List<Evidence> evidence,
        List<Alternative> alternatives,
        boolean ambiguous,
        @Nullable String install,
        @Nullable String build,
        @Nullable String start,
        @Nullable Integer port,
        @Nullable String healthPath,
        @Nullable String outputDirectory,
        List<String> datastores,
        List<String> variables,
        List<Member> members,
        List<Warning> warnings,
        @Nullable String dockerfile) {
    public Detection {
        evidence = List.copyOf(evidence);
        alternatives = List.copyOf(alternatives);
        datastores = List.copyOf(datastores);
        variables = List.copyOf(variables);
        members = List.copyOf(members);
        warnings = List.copyOf(warnings);
    }

    /** A tree in which nothing was recognised. */
    public static Detection unknown(String path, List<Warning> warnings) {
        return new Detection(
                path,
                "unsupported",
                null,
                "unknown",
                null,
                null,
                0,
                List.of(),
                List.of(),
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                warnings,
                null);
    }

    /** The same for a tree that is named otherwise. */
    public Detection at(String other) {
        return new Detection(
                other,
                stack,
                framework,
                language,
                packageManager,
                version,
                confidence,
                evidence,
                alternatives,
                ambiguous,
                install,
                build,
                start,
                port,
                healthPath,
                outputDirectory,
                datastores,
                variables,
                members,
                warnings,
                dockerfile);
    }

    /** One fact that points to a stack: the file, what it says, and its points. */
    @Serdeable
    public record Evidence(String file, String fact, int points) {}

    /** A version and the file (or default) that named it. */
    @Serdeable
    public record SourcedVersion(String value, String source) {}

    /** A stack that was considered and not chosen. */
    @Serdeable
    public record Alternative(String stack, @Nullable String framework, int confidence) {}

    /** A deployable member of a monorepo. */
    @Serdeable
    public record Member(
            String path, String name, String stack, @Nullable String framework, int confidence) {}

    /** Something that will probably surprise the user, and what to do about it. */
    @Serdeable
    public record Warning(String code, String message, String advice) {}
}
