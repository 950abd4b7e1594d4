package dev.autostack.worker.source;

import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.GitUrl;
import dev.autostack.worker.process.Processes;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment of each git process: nobody's configuration but ours, no prompt, no hook, no
 * helper, no transport but the one that is wanted. Configuration travels in the environment
 * (git-config(1), GIT_CONFIG_COUNT), so no value of a user is an argument.
 */
final class GitSettings {
    /**
     * Checks that old but harmless histories fail; the hostile ones (.gitmodules, .git spellings,
     * paths) stay errors. git-fsck(1), fsck.&lt;msg-id&gt;.
     */
    private static final String[] HARMLESS_FAULTS = {
        "badTimezone",
        "missingSpaceBeforeDate",
        "zeroPaddedFilemode",
        "missingTaggerEntry",
        "badTagName",
        "nullSha1",
        "missingEmail",
        "missingNameBeforeEmail",
        "missingSpaceBeforeEmail",
        "zeroPaddedDate",
        "badDateOverflow"
    };

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> configuration = new LinkedHashMap<>();

    /**
     * @param home an empty folder
     * @param inherited certificate and proxy settings that the operator gave the worker
     */
    GitSettings(Path home, Map<String, String> inherited) {
        environment.putAll(Processes.plainEnvironment());
        environment.putAll(inherited);
        environment.put("HOME", home.toString());
        environment.put("XDG_CONFIG_HOME", home.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_PROTOCOL_FROM_USER", "0");
        environment.put("GIT_ALLOW_PROTOCOL", "none");
        environment.put("GIT_ADVICE", "0");
        configure("core.hooksPath", "/dev/null");
        configure("core.fsmonitor", "false");
        configure("core.askPass", "");
        configure("core.attributesFile", "/dev/null");
        configure("core.excludesFile", "/dev/null");
        configure("core.protectNTFS", "true");
        configure("core.protectHFS", "true");
        configure("core.autocrlf", "false");
        configure("credential.helper", "");
        configure("fetch.fsckObjects", "true");
        for (String fault : HARMLESS_FAULTS) {
            configure("fetch.fsck." + fault, "ignore");
        }
        configure("fetch.recurseSubmodules", "false");
        configure("fetch.unpackLimit", "1");
        configure("submodule.recurse", "false");
        configure("gc.auto", "0");
        configure("maintenance.auto", "false");
        configure("http.followRedirects", "false");
        configure("http.lowSpeedLimit", "1000");
        configure("http.lowSpeedTime", "30");
        configure("transfer.credentialsInUrl", "die");
    }

    private void configure(String key, String value) {
        configuration.put(key, value);
    }

    GitSettings with(String key, String value) {
        configure(key, value);
        return this;
    }

    GitSettings variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Opens the way to one remote, at the address that was checked.
     *
     * @param ssh the program for ssh remotes
     */
    GitSettings reach(Remote remote, @Nullable SshProgram ssh) {
        GitUrl url = remote.url();
        environment.put("GIT_ALLOW_PROTOCOL", url.transport().name().toLowerCase(Locale.ROOT));
        switch (url.transport()) {
            case HTTPS, HTTP -> {
                pin(remote);
                authorize(remote);
            }
            case SSH -> {
                if (ssh == null) {
                    throw new IllegalStateException("An ssh remote needs its program.");
                }
                environment.put("GIT_SSH", ssh.file().toString());
                environment.put("GIT_SSH_VARIANT", "ssh");
            }
            case GIT -> {}
        }
        return this;
    }

    /** curl(1), --resolve: the name is not looked up a second time. */
    private void pin(Remote remote) {
        GitUrl url = remote.url();
        if (url.host().startsWith("[")) {
            return;
        }
        int port =
                url.port() >= 0 ? url.port() : url.transport() == GitUrl.Transport.HTTPS ? 443 : 80;
        String address = remote.address().getHostAddress();
        String literal = remote.address() instanceof Inet6Address ? "[" + address + "]" : address;
        configure("http.curloptResolve", url.host() + ":" + port + ":" + literal);
    }

    /** The header goes to this host only, whatever else git talks to. */
    private void authorize(Remote remote) {
        GitCredential credential = remote.credential();
        if (credential == null || credential.kind() != GitCredential.Kind.PASSWORD) {
            return;
        }
        String user = credential.username();
        if (user == null) {
            user = remote.url().user();
        }
        // Forges take any user beside a token; GitHub documents this one.
        String pair = (user == null ? "x-access-token" : user) + ":" + credential.value();
        String scheme = remote.url().transport().name().toLowerCase(Locale.ROOT);
        configure(
                "http." + scheme + "://" + remote.authority() + "/.extraHeader",
                "Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** Everything as environment variables. */
    Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>(environment);
        int i = 0;
        for (Map.Entry<String, String> entry : configuration.entrySet()) {
            all.put("GIT_CONFIG_KEY_" + i, entry.getKey());
            all.put("GIT_CONFIG_VALUE_" + i, entry.getValue());
            i++;
        }
        all.put("GIT_CONFIG_COUNT", String.valueOf(i));
        return all;
    }
}
