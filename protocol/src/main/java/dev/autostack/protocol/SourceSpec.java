package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * Where the source is. {@code url} and {@code ref} pass {@link GitUrl} and {@link GitRef} again at
 * the worker. {@code commit} is a full SHA or null: then the worker resolves {@code ref} (null =
 * the remote's default branch). {@code rootDirectory} is relative, "" for the top.
 */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceSpec(
        String url,
        @Nullable String ref,
        @Nullable String commit,
        String rootDirectory,
        boolean submodules,
        @Nullable GitCredential credential) {}
