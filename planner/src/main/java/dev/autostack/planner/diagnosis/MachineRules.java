package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** What the machine or the network refuses, whatever the language. */
final class MachineRules {
    static final List<FailureRule> LIMITS =
            List.of(
                    cause(
                            "build_heap_exhausted",
                            "JavaScript heap out of memory|java\\.lang\\.OutOfMemoryError|OutOfMemoryError: Java heap",
                            "A program in the build used up the heap that it may have.",
                            "Raise it: NODE_OPTIONS=--max-old-space-size=<MB> for Node, MAVEN_OPTS=-Xmx<MB>m for Maven; or raise the project's build memory."),
                    cause(
                            "build_disk_full",
                            "ENOSPC\\b|no space left on device|disk quota exceeded",
                            "The disk for builds is full.",
                            "Write less in the build. The operator can raise the disk limit of builds."),
                    cause(
                            "build_too_many_processes",
                            "cannot fork|fork: retry|resource temporarily unavailable|unable to create (?:native )?thread",
                            "The build started more processes than its limit allows.",
                            "Look for a step that starts itself again and again, or lower its parallelism."),
                    cause(
                            "build_killed",
                            "Killed signal terminated program|signal: killed|^(?:.*\\s)?Killed\\s*$|exit code:? 137\\b",
                            "The system ended a step of the build: it needed more memory than builds have.",
                            "Make the step need less (fewer parallel jobs), or raise the project's build memory."));

    static final List<FailureRule> NETWORK =
            List.of(
                    cause(
                            "build_certificate",
                            "SELF_SIGNED_CERT|self[- ]signed certificate|certificate verify failed|CERTIFICATE_VERIFY_FAILED|PKIX path building failed|x509: certificate|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)|certificate has expired|invalid peer certificate",
                            "The TLS certificate of a host that the build asks cannot be trusted.",
                            "In a closed network let the operator add its certificate authority for builds; else look at the host's certificate."),
                    cause(
                            "build_dns",
                            "EAI_AGAIN|ENOTFOUND|Temporary failure (?:in name )?resol|Could not resolve host|no such host|UnknownHostException|Name or service not known|failed to lookup address|nodename nor servname",
                            "The build asked for a host whose name is not known.",
                            "Check the host's name in .npmrc, pip.conf, settings.xml or the like. Builds resolve public names only."),
                    cause(
                            "build_rate_limited",
                            "\\b429\\b.*Too Many Requests|toomanyrequests",
                            "A registry refused because it was asked too often.",
                            "Deploy again later, or sign in to the registry, which raises its limit."),
                    cause(
                            "build_registry_denied",
                            "npm (?:ERR!|error) code E40[13]|npm (?:ERR!|error) 40[13]|ERR_PNPM_FETCH_40[13]|\\b401 (?:Client )?(?:Error: )?Unauthorized|status(?: code)?:? 40[13]\\b|\\b403 Forbidden|authentication required|Unable to authenticate|need auth",
                            "A package registry refused: it wants a login, or this one may not read the package.",
                            "Add the registry's token to the project as a build secret and name it in .npmrc, pip.conf, settings.xml or the like."),
                    cause(
                            "build_network",
                            "ECONNREFUSED|ETIMEDOUT|ECONNRESET|network is unreachable|Connection timed out|connection refused|i/o timeout|Read timed out|NewConnectionError|ConnectException",
                            "A step of the build could not reach a host.",
                            "Check the host's name. Builds reach public addresses only; deploy again if the host was down."));

    private MachineRules() {}
}
