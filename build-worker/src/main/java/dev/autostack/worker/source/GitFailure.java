package dev.autostack.worker.source;

import dev.autostack.protocol.Cause;
import dev.autostack.worker.cause.Causes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads git's messages (in English, LC_ALL is ours) for what went wrong. */
enum GitFailure {
    REDIRECTED(
            "unable to update url base from redirection",
            "redirection from",
            "returned error: 301",
            "returned error: 302",
            "returned error: 307",
            "returned error: 308"),
    HOST_KEY("host key verification failed", "remote host identification has changed"),
    CERTIFICATE(
            "ssl certificate problem",
            "server certificate verification failed",
            "certificate verify failed",
            "ssl peer certificate"),
    AUTHENTICATION(
            "could not read username",
            "could not read password",
            "authentication failed",
            "permission denied (publickey",
            "permission denied, please try again",
            "terminal prompts disabled",
            "invalid credentials",
            "http basic: access denied",
            "returned error: 401",
            "returned error: 403"),
    REF_NOT_FOUND(
            "couldn't find remote ref",
            "could not find remote ref",
            "no such remote ref",
            "not our ref",
            "unadvertised object",
            "remote did not send all necessary objects",
            "no such ref was fetched"),
    NOT_FOUND(
            "repository not found",
            "not found",
            "does not appear to be a git repository",
            "repository not exported",
            "no such repository",
            "does not exist",
            "returned error: 404"),
    HOST_UNKNOWN(
            "could not resolve host",
            "name or service not known",
            "temporary failure in name resolution"),
    DISK_FULL("no space left on device"),
    DAMAGED(
            "fsck error",
            "error in object",
            "inflate: data stream error",
            "pack has bad object",
            "index-pack failed",
            "invalid index-pack output",
            "bad pack header",
            "gitmodulesname",
            "invalid path"),
    UNREACHABLE(
            "connection refused",
            "failed to connect",
            "couldn't connect",
            "connection timed out",
            "network is unreachable",
            "no route to host",
            "unable to connect",
            "connection reset",
            "early eof",
            "hung up unexpectedly",
            "rpc failed",
            "operation too slow",
            "returned error: 5",
            "connection closed",
            "empty reply",
            "broken pipe",
            "unexpected disconnect",
            "could not read from remote repository");

    // Written once, by the constructor.
    @SuppressWarnings("ImmutableEnumChecker")
    private final String[] signs;

    GitFailure(String... signs) {
        this.signs = signs.clone();
    }

    /** The most telling failure in the output, or null. The order of the constants decides. */
    static @org.jspecify.annotations.Nullable GitFailure find(List<String> output) {
        String all = String.join("\n", output).toLowerCase(Locale.ROOT);
        for (GitFailure failure : values()) {
            if (Arrays.stream(failure.signs).anyMatch(all::contains)) {
                return failure;
            }
        }
        return null;
    }

    boolean mayPass() {
        return this == UNREACHABLE;
    }

    Cause cause(Remote remote, String wanted) {
        String host = remote.url().host();
        return switch (this) {
            case REDIRECTED -> Causes.sourceRedirected("a redirect that is not followed");
            case HOST_KEY -> Causes.sourceHostKey(host);
            case CERTIFICATE -> Causes.sourceCertificate(host);
            case AUTHENTICATION -> Causes.sourceAuthentication(host, remote.credential() != null);
            case REF_NOT_FOUND -> Causes.sourceRefNotFound(wanted);
            case NOT_FOUND -> Causes.sourceNotFound(remote.url().toString());
            case HOST_UNKNOWN -> Causes.sourceHostUnknown(host);
            case DISK_FULL -> Causes.workerDiskFull();
            case DAMAGED -> Causes.sourceDamaged();
            case UNREACHABLE -> Causes.sourceUnreachable(host);
        };
    }
}
