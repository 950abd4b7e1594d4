package dev.autostack.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which control plane, and as whom. */
final class ControlPlaneOptions {
    @Option(
            names = "--url",
            description =
                    "Address of the control plane (AUTOSTACK_URL; default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:AUTOSTACK_URL:-http://127.0.0.1:8400}")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            description = "File that holds the API key (else AUTOSTACK_TOKEN).",
            paramLabel = "FILE")
    private @Nullable Path tokenFile;

    ControlPlaneOptions() {}

    Api api() {
        URI base = url == null ? URI.create("http://127.0.0.1:8400") : url;
        return new Api(base, token());
    }

    private String token() {
        if (tokenFile != null) {
            try {
                return Files.readString(tokenFile).strip();
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.NOT_SIGNED_IN,
                        "The API key file " + tokenFile + " cannot be read.",
                        null);
            }
        }
        String token = System.getenv("AUTOSTACK_TOKEN");
        if (token == null || token.isBlank()) {
            throw new CommandFailure(
                    ExitCode.NOT_SIGNED_IN,
                    "No API key.",
                    "Set AUTOSTACK_TOKEN or give --token-file.");
        }
        return token.strip();
    }
}
