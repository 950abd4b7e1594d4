package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/** A credential for exactly one Git host. {@code kind} says how {@code value} is used. */
@Serdeable
// An empty text is a value: the default leaves it out and it comes back as null.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GitCredential(Kind kind, @Nullable String username, String value) {
    /** A password or token for https, or a private key in OpenSSH format for ssh. */
    @Serdeable
    public enum Kind {
        PASSWORD,
        SSH_KEY
    }

    @Override
    public String toString() {
        return "GitCredential[kind=" + kind + "]";
    }
}
