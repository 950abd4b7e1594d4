package dev.autostack.controlplane.project;

import dev.autostack.controlplane.seal.Seal;
import dev.autostack.protocol.GitCredential;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/** Git credentials: written by people, opened for workers, never shown. */
@Singleton
final class GitCredentials {
    private static final int LONGEST = 16 * 1024;

    private final Seal seal;
    private final ObjectMapper json;

    GitCredentials(Seal seal, ObjectMapper json) {
        this.seal = seal;
        this.json = json;
    }

    static void check(GitCredential credential, Fields fields) {
        fields.line("gitCredential.username", credential.username(), 200);
        fields.require(
                !credential.value().isEmpty()
                        && credential.value().length() <= LONGEST
                        && credential.value().indexOf('\0') < 0
                        && Fields.encodable(credential.value()),
                "gitCredential.value",
                "The credential has 1 to 16384 characters and no NUL.");
        if (credential.kind() == GitCredential.Kind.PASSWORD) {
            fields.require(
                    credential.value().chars().noneMatch(Character::isISOControl),
                    "gitCredential.value",
                    "A password or token is one line.");
            // RFC 7617, 2: what follows the first colon would be taken for the password.
            fields.require(
                    credential.username() == null || credential.username().indexOf(':') < 0,
                    "gitCredential.username",
                    "A user name beside a password has no colon.");
        } else {
            fields.require(
                    credential.value().startsWith("-----BEGIN "),
                    "gitCredential.value",
                    "An SSH key is the private key in OpenSSH or PEM format, without a passphrase.");
        }
    }

    byte[] seal(UUID projectId, GitCredential credential) {
        try {
            return seal.seal(json.writeValueAsString(credential), purpose(projectId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the package source opens it for. */
    private static String purpose(UUID projectId) {
        return "git-credential/" + projectId;
    }
}
