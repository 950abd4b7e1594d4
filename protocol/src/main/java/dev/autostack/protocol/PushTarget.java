package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * Where the image goes: {@code registry} is host:port, {@code repository} a path below it. A worker
 * pushes nowhere else.
 */
@Serdeable
public record PushTarget(
        String registry,
        String repository,
        String tag,
        @Nullable String username,
        @Nullable String password) {
    @Override
    public String toString() {
        return "PushTarget[" + registry + "/" + repository + ":" + tag + "]";
    }
}
