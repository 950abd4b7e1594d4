package dev.autostack.worker.cause;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Stage;
import java.util.List;

/** The causes of docs/errors.md that do not come out of a log: code, sentence, next step. */
public final class Causes {
    private Causes() {}

    private static Cause clone(String code, String message, String hint) {
        return new Cause(code, message, hint, Stage.CLONE, List.of());
    }

    private static Cause build(String code, String message, String hint) {
        return new Cause(code, message, hint, Stage.BUILD, List.of());
    }

    /** The same cause with the lines of the log that show it, and a stage where it has none. */
    public static Cause with(Cause cause, Stage stage, List<String> lastLines) {
        return new Cause(
                cause.code(),
                cause.message(),
                cause.hint(),
                cause.stage() == null ? stage : cause.stage(),
                lastLines);
    }

    public static Cause sourceUrlInvalid(String why) {
        return clone(
                "source_url_invalid", why, "Correct the repository URL in the project's settings.");
    }

    public static Cause sourceRefInvalid(String why) {
        return clone(
                "source_ref_invalid", why, "Correct the branch or tag in the project's settings.");
    }

    public static Cause sourceRootInvalid(String root, String why) {
        return clone(
                "source_root_invalid",
                "The root directory '" + root + "' " + why + ".",
                "Set the root directory to a folder of the repository, or leave it empty for the top.");
    }

    public static Cause sourceAddressRefused(String host) {
        return clone(
                "source_address_refused",
                "The host "
                        + host
                        + " has a loopback, private or link-local address. This worker fetches only"
                        + " from public addresses.",
                "Use a public URL, or ask the operator to add this host to the worker's"
                        + " allowed-private-hosts.");
    }

    public static Cause sourceTransportRefused(String transport) {
        return clone(
                "source_transport_refused",
                "Repositories are not fetched over " + transport + ": nothing protects it.",
                "Use the https:// or ssh:// URL of the repository, or ask the operator to add this"
                        + " host to the worker's allowed-private-hosts.");
    }

    public static Cause sourceHostUnknown(String host) {
        return clone(
                "source_host_unknown",
                "The host " + host + " is not known to the name service.",
                "Check the spelling of the repository URL, and that the worker can resolve the name.");
    }

    public static Cause sourceUnreachable(String host) {
        return clone(
                "source_unreachable",
                "The Git host " + host + " did not answer, or broke the connection.",
                "Check that the host is up and that the worker may reach it, then deploy again.");
    }

    public static Cause sourceNotFound(String url) {
        return clone(
                "source_not_found",
                "There is no repository at " + url + ", or it is not visible without a login.",
                "Check the URL. For a private repository add a Git credential to the project.");
    }

    public static Cause sourceAuthentication(String host, boolean hadCredential) {
        return clone(
                "source_authentication",
                hadCredential
                        ? "The Git host " + host + " refused the project's credential."
                        : "The Git host " + host + " wants a login for this repository.",
                hadCredential
                        ? "Check that the credential has not expired and may read this repository."
                        : "Add a Git credential (token or deploy key) to the project.");
    }

    public static Cause sourceHostKey(String host) {
        return clone(
                "source_host_key",
                "The SSH key of " + host + " is not the one this project saw first.",
                "If the host really changed its key, save the project's Git credential again to"
                        + " forget the old one. If not, somebody stands in between.");
    }

    public static Cause sourceCertificate(String host) {
        return clone(
                "source_certificate",
                "The TLS certificate of " + host + " cannot be trusted.",
                "Install the host's certificate authority on the worker, or renew the certificate.");
    }

    public static Cause sourceRefNotFound(String ref) {
        return clone(
                "source_ref_not_found",
                "The repository has no branch, tag or commit " + ref + ".",
                "Check the branch in the project's settings, and that the commit was pushed.");
    }

    public static Cause sourceEmpty() {
        return clone(
                "source_empty",
                "The repository has no commit yet.",
                "Push a commit, then deploy again.");
    }

    public static Cause sourceRedirected(String where) {
        return clone(
                "source_redirected",
                "The repository URL leads somewhere else: " + where + ".",
                "Put the repository's present URL into the project's settings.");
    }

    public static Cause sourceTooLarge(String what) {
        return clone(
                "source_too_large",
                "The repository is too large for this worker: " + what + ".",
                "Remove large files from the repository, or ask the operator to raise the limit.");
    }

    public static Cause sourceTimeout(long seconds) {
        return clone(
                "source_timeout",
                "Fetching the repository took longer than " + seconds + " seconds.",
                "Make the repository smaller, or ask the operator to raise the limit.");
    }

    public static Cause sourceDamaged() {
        return clone(
                "source_damaged",
                "Git found broken or hostile objects in the repository.",
                "Run 'git fsck' on the repository and push a repaired history.");
    }

    public static Cause sourceSubmodule(String path, String why) {
        return clone(
                "source_submodule",
                "The submodule '" + path + "' cannot be fetched: " + why,
                "Correct .gitmodules, or turn submodules off for this project.");
    }

    public static Cause sourceFailed() {
        return clone(
                "source_failed",
                "Git could not fetch the repository.",
                "The last lines of the log say why.");
    }

    public static Cause workerDiskFull() {
        return new Cause(
                "worker_disk_full",
                "The worker's disk is full.",
                "Free some space on the worker's host; the build then runs again.",
                null,
                List.of());
    }

    public static Cause valueNotPassable(String name, String reason) {
        return build(
                "build_variable_invalid",
                "The variable " + name + " cannot be given to a build: " + reason + ".",
                "Change the value, or make it a run-time variable.");
    }

    public static Cause timeUp(long seconds) {
        return build(
                "build_timeout",
                "The build took longer than its limit of " + seconds + " seconds and was stopped.",
                "Look in the log for the step that hangs, or raise the project's build time limit.");
    }

    public static Cause outOfMemory(long limitBytes) {
        return build(
                "build_out_of_memory",
                "The build needed more memory than its limit of " + megabytes(limitBytes) + ".",
                "Make the build step need less (for Node: NODE_OPTIONS=--max-old-space-size), or"
                        + " raise the project's build memory.");
    }

    public static Cause tooManyProcesses(int limit) {
        return build(
                "build_too_many_processes",
                "The build started more processes than its limit of " + limit + ".",
                "Look for a step that starts itself again and again, or lower its parallelism.");
    }

    public static Cause tooMuchDisk(long limitBytes) {
        return build(
                "build_disk_full",
                "The build wrote more than its limit of " + megabytes(limitBytes) + " to disk.",
                "Write less in the build, or raise the project's build disk limit.");
    }

    private static String megabytes(long bytes) {
        return "%,d MB".formatted(bytes / (1024 * 1024));
    }

    public static Cause engineUnavailable(String why) {
        return new Cause(
                "worker_engine_unavailable",
                "The worker's build engine does not work: " + why + ".",
                "The operator finds the reason in the worker's log; the build then runs again.",
                Stage.BUILD,
                List.of());
    }

    public static Cause registryUnavailable(String registry, String why) {
        return new Cause(
                "registry_unavailable",
                "The registry " + registry + " did not take the image: " + why + ".",
                "Check that the registry is up and has room; the build then runs again.",
                Stage.PUSH,
                List.of());
    }

    public static Cause workerBroken(String what) {
        return new Cause(
                "worker_broken",
                "The worker failed: " + what + ".",
                "The operator finds the reason in the worker's log; the build then runs again.",
                null,
                List.of());
    }

    public static Cause workerClosing() {
        return new Cause(
                "worker_closing",
                "The worker was shut down while it built.",
                "The build runs again on the next worker.",
                null,
                List.of());
    }
}
