package dev.autostack.worker.cause;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the end of a build's log for why it failed. Pure; the first rule that fits wins. */
public final class FailureRules {
    private static final int LAST_LINES = 20;

    /** {@code message} may use the groups of the pattern as %1$s, %2$s. */
    private record Rule(String code, Pattern sign, String message, String hint) {}

    private static Rule rule(String code, String sign, String message, String hint) {
        return new Rule(
                code,
                Pattern.compile(sign, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE),
                message,
                hint);
    }

    private static final List<Rule> RULES =
            List.of(
                    rule(
                            "build_heap_exhausted",
                            "JavaScript heap out of memory|java\\.lang\\.OutOfMemoryError",
                            "A program in the build used up the heap that it may have.",
                            "Raise it: NODE_OPTIONS=--max-old-space-size=<MB> for Node, MAVEN_OPTS=-Xmx<MB>m"
                                    + " for Maven; or raise the project's build memory."),
                    rule(
                            "build_disk_full",
                            "ENOSPC: no space|no space left on device|disk quota exceeded",
                            "The disk for builds is full.",
                            "Write less in the build. The operator can raise the disk limit of builds."),
                    rule(
                            "build_too_many_processes",
                            "cannot fork|fork: retry|fork: resource temporarily unavailable|unable to create"
                                    + " (?:native )?thread|pthread_create.*resource temporarily",
                            "The build started more processes than its limit allows.",
                            "Look for a step that starts itself again and again, or lower its parallelism."),
                    rule(
                            "build_lockfile_outdated",
                            "npm ci` can only install packages when your package\\.json and"
                                    + " package-lock\\.json|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be"
                                    + " updated|The lockfile would have been (?:modified|created)|EUSAGE.*npm ci",
                            "The lock file does not fit package.json.",
                            "Run the install command of your package manager, commit the lock file, push."),
                    rule(
                            "build_lockfile_missing",
                            "npm ci` command can only install with an existing package-lock|ERR_PNPM_NO_LOCKFILE"
                                    + "|The `?npm ci`? command can only install",
                            "There is no lock file, and the install command needs one.",
                            "Run the install command of your package manager, commit the lock file, push."),
                    rule(
                            "build_package_not_found",
                            "npm (?:ERR!|error) (?:code E?)?404.*|ERR_PNPM_FETCH_404|Couldn't find package"
                                    + " \"[^\"]+\"|No matching version found for (\\S+)|ETARGET|Could not find a"
                                    + " version that satisfies the requirement",
                            "A package that the project asks for is not in the registry.",
                            "Check its name and version. For a private registry add .npmrc and a build secret."),
                    rule(
                            "build_engine_unsupported",
                            "EBADENGINE|The engine \"(\\w+)\" is incompatible with this module|Unsupported engine",
                            "The project or a package wants another runtime version.",
                            "Set the version in package.json engines, .nvmrc or .tool-versions."),
                    rule(
                            "build_network",
                            "EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ECONNRESET|Temporary failure (?:in name"
                                    + " )?resolv|Could not resolve|network is unreachable|Connection timed out|"
                                    + "Temporary failure resolving",
                            "A step of the build could not reach a host.",
                            "Check the host's name. Builds reach public addresses only; deploy again if the host"
                                    + " was down."),
                    rule(
                            "build_certificate",
                            "SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY_LEAF)|certificate verify"
                                    + " failed|x509: certificate",
                            "A step of the build met a TLS certificate that it does not trust.",
                            "Add the certificate authority to the image, or have the operator set the worker's"
                                    + " extra certificates."),
                    rule(
                            "build_base_image_not_found",
                            "failed to (?:resolve source metadata|load metadata) for (\\S+)|pull access denied for"
                                    + " (\\S+)|manifest (?:for \\S+ not found|unknown)|(\\S+): not found$",
                            "A base image of the Dockerfile cannot be pulled.",
                            "Check the name and tag in FROM, and that its registry can be reached."),
                    rule(
                            "build_file_not_found",
                            "failed to compute cache key:.*\"([^\"]+)\".*not found|COPY failed: (?:file not"
                                    + " found|stat)|(?:lstat|stat) (\\S+): no such file or directory|failed to"
                                    + " calculate checksum of ref.*\"([^\"]+)\"",
                            "COPY names a file that is not in the build context.",
                            "Check the path (it counts from the root directory) and .dockerignore."),
                    rule(
                            "build_dockerfile_invalid",
                            "dockerfile parse error|failed to parse stage name|unknown instruction|failed to create"
                                    + " LLB definition|target stage .* could not be found|base name .* should not be"
                                    + " blank",
                            "The Dockerfile cannot be read.",
                            "Correct the line that the log names."),
                    rule(
                            "build_script_missing",
                            "npm (?:ERR!|error) Missing script: \"?([\\w:.-]+)|ERR_PNPM_NO_SCRIPT|Command"
                                    + " \"([^\"]+)\" not found|error Command \"([^\"]+)\" not found",
                            "package.json has no such script.",
                            "Add the script, or change the build command in the project's settings."),
                    rule(
                            "build_module_not_found",
                            "Cannot find module '([^']+)'|Module not found: Error|ERR_MODULE_NOT_FOUND|Could not"
                                    + " resolve \"([^\"]+)\"|ModuleNotFoundError",
                            "The build needs a module that is not installed.",
                            "Add it to the dependencies (devDependencies are installed for the build), push."),
                    rule(
                            "build_type_errors",
                            "error TS\\d+:|Type error:|Failed to compile",
                            "The source does not compile.",
                            "Correct the errors that the log names."),
                    rule(
                            "build_command_not_found",
                            "(?:sh|bash): (?:line \\d+: |\\d+: )?(\\S+): (?:command )?not found|exec: \"([^\"]+)\":"
                                    + " executable file not found|(\\S+): command not found",
                            "A step of the build starts a program that is not in the image.",
                            "Install it in the Dockerfile, or correct the command in the project's settings."),
                    rule(
                            "build_permission_denied",
                            "EACCES: permission denied|Permission denied$",
                            "A step of the build may not touch a file.",
                            "Make the file executable (git update-index --chmod=+x), or change its owner."),
                    rule(
                            "build_secret_missing",
                            "secret (\\S+): not found|secret (\\S+) not found",
                            "The Dockerfile mounts a build secret that the project does not have.",
                            "Add a secret of that name to the project and mark it for builds."));

    private FailureRules() {}

    /**
     * @param lines the end of the log, redacted
     * @param exitCode of the failed step, 0 when unknown
     */
    public static Cause explain(List<String> lines, int exitCode) {
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        Rule rule = find(String.join("\n", lines));
        if (rule != null) {
            return new Cause(rule.code(), rule.message(), rule.hint(), Stage.BUILD, last);
        }
        if (exitCode == 127) {
            return explain("build_command_not_found", last);
        }
        return exitCode == 0
                ? new Cause(
                        "build_failed",
                        "The image could not be built.",
                        "The last lines of the log say why.",
                        Stage.BUILD,
                        last)
                : new Cause(
                        "build_step_failed",
                        "A step of the build ended with exit code " + exitCode + ".",
                        "The last lines of the log say why. The same command fails on your machine in"
                                + " a clean checkout.",
                        Stage.BUILD,
                        last);
    }

    private static Cause explain(String code, List<String> last) {
        Rule rule = RULES.stream().filter(r -> r.code().equals(code)).findFirst().orElseThrow();
        return new Cause(rule.code(), rule.message(), rule.hint(), Stage.BUILD, last);
    }

    private static @Nullable Rule find(String text) {
        for (Rule rule : RULES) {
            Matcher matcher = rule.sign().matcher(text);
            if (matcher.find()) {
                return rule;
            }
        }
        return null;
    }
}
