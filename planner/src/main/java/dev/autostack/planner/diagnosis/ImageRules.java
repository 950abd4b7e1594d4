package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** Dockerfiles, base images, and what steps find in them. */
final class ImageRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_secret_missing",
                            "secret (?<what>\\S+?):? not found",
                            "The Dockerfile mounts a build secret that the project does not have[: …].",
                            "Add a secret of that name to the project and mark it for builds."),
                    cause(
                            "build_platform_wrong",
                            "exec format error|no match for platform in manifest|does not match the specified platform",
                            "The base image is for another processor.",
                            "Choose a base image that exists for this worker's processor, or take --platform out of FROM."),
                    cause(
                            "build_base_image_not_found",
                            "(?:ERROR|LLB definition|metadata for \\S+): (?<what>[\\w.:/-]*[\\w-]+:[\\w.-]+): not found|failed to (?:resolve source metadata|load metadata) for|pull access denied for|manifest (?:for \\S+ not found|unknown)|repository does not exist",
                            "A base image of the Dockerfile cannot be pulled[: …].",
                            "Check the name and tag in FROM, and that its registry can be reached."),
                    cause(
                            "build_file_not_found",
                            "failed to compute cache key:.*\"(?<what>[^\"]+)\".*not found|COPY failed: (?:file not found|stat)|failed to calculate checksum of ref.*not found|\"[^\"]+\": not found|(?:lstat|stat) \\S+: no such file or directory",
                            "COPY names a file that is not in the build context[: …].",
                            "Check the path (it counts from the root directory) and .dockerignore."),
                    cause(
                            "build_dockerfile_invalid",
                            "dockerfile parse error|failed to parse stage name|unknown instruction|target stage .* could not be found|base name .* should not be blank|failed to parse platform",
                            "The Dockerfile cannot be read.",
                            "Correct the line that the log names."),
                    cause(
                            "build_system_release_gone",
                            "does not have a Release file|no longer has a Release file|404 +Not Found.*(?:debian|ubuntu|archive)",
                            "The packages of the base image's system release are gone from its mirrors.",
                            "Move FROM to a maintained release (for Debian: bookworm or newer)."),
                    cause(
                            "build_system_package_missing",
                            "Unable to locate package (?<what>\\S+)|has no installation candidate|unable to select packages|Package '[^']+' has no",
                            "A system package that a step installs does not exist in this release[: …].",
                            "Run apt-get update in the same step, and check the package's name for this release."),
                    cause(
                            "build_base_image_denied",
                            "unauthorized: |denied: requested access|no basic auth credentials",
                            "The registry of a base image wants a login.",
                            "Use a public base image, or ask the operator to sign the worker in."));

    private ImageRules() {}
}
