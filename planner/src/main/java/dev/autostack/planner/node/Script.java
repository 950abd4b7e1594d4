package dev.autostack.planner.node;

import dev.autostack.planner.detect.ListenAddress;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A script of a package.json as Linux and a container can run it. */
final class Script {
    /** {@code set NAME=value} of the Windows shell, with what ends it. */
    private static final Pattern WINDOWS_SET =
            Pattern.compile("(?i)^\\s*@?set\\s+\"?(\\w+)=([^&\"]*?)\"?\\s*&{1,2}\\s*");

    private static final Pattern WINDOWS_PATH =
            Pattern.compile("(?<=^|\\s)([\\w.@-]*(?:\\\\[\\w.@-]+)+)(?=\\s|$)");
    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+,=*-]*");

    /** Process managers that go into the background, which ends a container. */
    private static final Pattern IN_BACKGROUND =
            Pattern.compile("(?:npx\\s+)?(pm2|forever)\\s+start\\s+(?:-\\S+\\s+)*(\\S+)(.*)");

    /** Programs that start something somewhere else, or nothing at all. */
    private static final Set<String> NO_SERVER =
            Set.of(
                    "docker",
                    "docker-compose",
                    "podman",
                    "echo",
                    "exit",
                    "open",
                    "xdg-open",
                    "vagrant",
                    "heroku",
                    "kubectl",
                    "gh-pages",
                    "code");

    /** Programs that make files and end: their place is the build. */
    private static final Pattern BUILDS =
            Pattern.compile(
                    "(?:npx\\s+)?(?:(?:tsc|tspc|tsc-alias|swc|babel|webpack|rollup|esbuild|parcel|tsup|unbuild|ncc|rimraf|del-cli|rm|mkdirp|copyfiles"
                            + "|cpx|cp|shx|eslint|tslint|prettier|jest|vitest|mocha)\\b(?!.*--watch).*|(?:vite|nest|next|nuxt|nuxi)\\s+build\\b.*"
                            + "|(?:npm|pnpm|yarn|bun)\\s+(?:run\\s+)?(?:build|compile|install|ci)\\b.*|yarn)");

    private Script() {}

    /** {@code start} without the steps before it that build, and those; "" when there are none. */
    record Parts(String builds, String start) {}

    static Parts parted(String script) {
        List<String> parts = Words.at(script, "&&").stream().map(String::strip).toList();
        int built = 0;
        while (built < parts.size() - 1 && BUILDS.matcher(parts.get(built)).matches()) {
            built++;
        }
        return built == 0
                ? new Parts("", script)
                : new Parts(
                        String.join(" && ", parts.subList(0, built)),
                        String.join(" && ", parts.subList(built, parts.size())));
    }

    /** With the assignments and paths of the Windows shell written as a Unix shell reads them. */
    static String forUnix(String script) {
        List<String> assignments = new ArrayList<>();
        String rest = script;
        for (Matcher set = WINDOWS_SET.matcher(rest); set.find(); set = WINDOWS_SET.matcher(rest)) {
            String value = set.group(2).strip();
            assignments.add(
                    set.group(1)
                            + "="
                            + (PLAIN.matcher(value).matches()
                                    ? value
                                    : "'" + value.replace("'", "") + "'"));
            rest = rest.substring(set.end());
        }
        String paths =
                WINDOWS_PATH
                        .matcher(rest)
                        .replaceAll(
                                path -> Matcher.quoteReplacement(path.group().replace('\\', '/')));
        String open = ListenAddress.everywhere(paths);
        return assignments.isEmpty() ? open : String.join(" ", assignments) + " " + open;
    }

    /** Without cross-env when it is not there any more: a Unix shell sets variables itself. */
    static String withoutCrossEnv(String script, NodeProject project) {
        return project.needs("cross-env")
                ? script
                : script.replaceFirst("^(?:npx\\s+)?cross-env(?:-shell)?\\s+(?=\\w+=)", "");
    }

    /** True when the last thing it starts is no program of the project. */
    static boolean startsNothing(String script) {
        List<String> parts = Words.at(script, "&&|;");
        String last = parts.isEmpty() ? "" : parts.getLast().strip();
        List<String> words = Words.of(last);
        return words.isEmpty() || NO_SERVER.contains(words.getFirst());
    }

    /** The same in the foreground, for process managers that leave at once. */
    static String inForeground(String script, NodeProject project) {
        Matcher start = IN_BACKGROUND.matcher(script.strip());
        if (!start.matches() || script.contains("--no-daemon") || script.contains("--attach")) {
            return script;
        }
        String what = start.group(2);
        String file = file(what, project);
        if (file != null) {
            return "node " + file;
        }
        return start.group(1).equals("pm2") && project.needs("pm2")
                ? "pm2-runtime start " + what + start.group(3)
                : script;
    }

    private static @Nullable String file(String what, NodeProject project) {
        String plain = what.startsWith("./") ? what.substring(2) : what;
        if (plain.matches("ecosystem\\.config\\.c?js")) {
            String script = ConfigFile.of(project, "ecosystem.config").text("script");
            plain = script == null ? "" : script.startsWith("./") ? script.substring(2) : script;
        }
        return plain.matches("[\\w./-]+\\.[cm]?js") ? plain : null;
    }
}
