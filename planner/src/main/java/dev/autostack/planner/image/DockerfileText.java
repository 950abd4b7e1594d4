package dev.autostack.planner.image;

import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.PlannerSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes a Dockerfile for BuildKit's built-in front end (Docker 20.10 and later: no heredocs, no
 * {@code COPY --link}, no {@code # syntax} line, so nothing is pulled but base images).
 */
public final class DockerfileText {
    private final StringBuilder text = new StringBuilder();
    private final PlanRequest request;

    public DockerfileText(PlanRequest request) {
        this.request = request;
    }

    public DockerfileText comment(String words) {
        text.append("# ").append(words.replace('\n', ' ')).append('\n');
        return this;
    }

    public DockerfileText blank() {
        text.append('\n');
        return this;
    }

    /** A stage on a base image. */
    public DockerfileText from(String image, String stage) {
        return line("FROM " + request.settings().image(image) + " AS " + stage);
    }

    /** A stage on an earlier stage or on {@code scratch}. */
    public DockerfileText fromStage(String earlier, String stage) {
        return line("FROM " + earlier + " AS " + stage);
    }

    public DockerfileText workdir(String path) {
        return line("WORKDIR " + path);
    }

    public DockerfileText env(Map<String, String> values) {
        List<String> pairs = new ArrayList<>();
        values.forEach((name, value) -> pairs.add(name + "=" + envValue(value)));
        return pairs.isEmpty() ? this : line("ENV " + String.join(" \\\n    ", pairs));
    }

    /** Declares the plain build variables of the project, as late as possible in a stage. */
    public DockerfileText buildVariables() {
        request.buildVariables().forEach(name -> line("ARG " + name));
        return this;
    }

    public DockerfileText copy(List<String> sources, String target) {
        return line("COPY " + paths(sources, target));
    }

    public DockerfileText copyOwned(String owner, List<String> sources, String target) {
        return line("COPY --chown=" + owner + " " + paths(sources, target));
    }

    /**
     * The working directory, owned by who runs the app: many write a log, an upload or an SQLite
     * file beside their sources. WORKDIR by itself makes it root's.
     */
    public DockerfileText ownedWorkdir(String path, String owner) {
        run("mkdir -p " + path + " && chown " + owner + " " + path);
        return workdir(path);
    }

    public DockerfileText copyFrom(String stage, List<String> sources, String target) {
        return line("COPY --from=" + stage + " " + paths(sources, target));
    }

    public DockerfileText copyFromOwned(
            String stage, String owner, List<String> sources, String target) {
        return line("COPY --from=" + stage + " --chown=" + owner + " " + paths(sources, target));
    }

    public DockerfileText run(String command) {
        return run(List.of(), command);
    }

    /** A step with mounts, such as those of {@link #cache}. */
    public DockerfileText run(List<String> mounts, String command) {
        StringBuilder flags = new StringBuilder();
        mounts.forEach(mount -> flags.append("--mount=").append(mount).append(" \\\n    "));
        return line("RUN " + flags + shell(command));
    }

    /** A step that may use the network: secrets and further CA certificates are mounted. */
    public DockerfileText runWithSecrets(List<String> mounts, String command) {
        List<String> all = new ArrayList<>(mounts);
        StringBuilder exports = new StringBuilder();
        for (String secret : request.buildSecrets()) {
            all.add("type=secret,id=" + secret);
            exports.append("export ").append(secret).append("=\"$(cat /run/secrets/");
            exports.append(secret).append(")\" && ");
        }
        if (request.settings().extraCa()) {
            String file = "/run/secrets/" + PlannerSettings.EXTRA_CA_SECRET;
            all.add("type=secret,id=" + PlannerSettings.EXTRA_CA_SECRET);
            exports.append("export");
            for (String name :
                    List.of(
                            "NODE_EXTRA_CA_CERTS",
                            "SSL_CERT_FILE",
                            "PIP_CERT",
                            "REQUESTS_CA_BUNDLE",
                            "GIT_SSL_CAINFO",
                            "CARGO_HTTP_CAINFO",
                            "CURL_CA_BUNDLE")) {
                exports.append(' ').append(name).append('=').append(file);
            }
            exports.append(" && ");
        }
        return run(all, exports + command);
    }

    /** Debian packages without what they only recommend; no step when there are none. */
    public DockerfileText install(Collection<String> packages) {
        return packages.isEmpty()
                ? this
                : runWithSecrets(
                        List.of(),
                        "apt-get update && apt-get install -y --no-install-recommends "
                                + String.join(" ", packages)
                                + " && rm -rf /var/lib/apt/lists/*");
    }

    /** A cache mount that builds of the same scope share; {@code id} names the tool. */
    public String cache(String id, String target) {
        String scope = request.settings().cacheScope();
        return "type=cache,id="
                + (scope.isEmpty() ? "" : scope + "-")
                + id
                + ",target="
                + target
                + ",sharing=locked";
    }

    public DockerfileText user(String uidAndGid) {
        return line("USER " + uidAndGid);
    }

    public DockerfileText expose(int port) {
        return line("EXPOSE " + port);
    }

    public DockerfileText entrypoint(List<String> arguments) {
        return line("ENTRYPOINT " + json(arguments));
    }

    public DockerfileText command(List<String> arguments) {
        return line("CMD " + json(arguments));
    }

    public DockerfileText line(String instruction) {
        text.append(instruction).append('\n');
        return this;
    }

    /** One argument of a POSIX shell, whatever it holds. */
    public static String quoted(String value) {
        return value.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? value
                : "'" + value.replace("'", "'\\''") + "'";
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A line break, a trailing backslash or a heredoc mark would change what the line means. */
    private static String shell(String command) {
        boolean plain =
                !command.contains("\n")
                        && !command.endsWith("\\")
                        && !command.contains("<<")
                        && !command.startsWith("[")
                        && !command.startsWith("--");
        return plain ? command : json(List.of("/bin/sh", "-c", command));
    }

    private static String paths(List<String> sources, String target) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("nothing to copy to " + target);
        }
        List<String> all = new ArrayList<>(sources);
        all.add(target);
        return all.stream().allMatch(path -> path.matches("[A-Za-z0-9_@%+=:,./-]+"))
                ? String.join(" ", all)
                : json(all);
    }

    private static String envValue(String value) {
        return value.matches("[A-Za-z0-9_@%+=:,./$-]+")
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String json(List<String> arguments) {
        List<String> quoted = new ArrayList<>();
        for (String argument : arguments) {
            StringBuilder out = new StringBuilder("\"");
            for (int i = 0; i < argument.length(); i++) {
                char c = argument.charAt(i);
                switch (c) {
                    case '"' -> out.append("\\\"");
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append("\\n");
                    case '\t' -> out.append("\\t");
                    default -> {
                        if (c < ' ') {
                            out.append(String.format("\\u%04x", (int) c));
                        } else {
                            out.append(c);
                        }
                    }
                }
            }
            quoted.add(out.append('"').toString());
        }
        return "[" + String.join(", ", quoted) + "]";
    }
}
