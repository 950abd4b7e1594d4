package dev.autostack.planner.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Servers that a script of a package.json starts side by side, by concurrently, run-p or {@code
 * npm-run-all -p}. A container has one port and one command: it gets one of them.
 */
public record ParallelPrograms(List<Program> programs) {
    private static final Pattern STARTER =
            Pattern.compile(
                    "\\s*(?:npx\\s+)?(?:(concurrently)|run-p|npm-run-all2?(?=.*\\s(?:-p|--parallel)\\s))\\s+(.*)");
    private static final Pattern WORD = Pattern.compile("\\\\?\"([^\"]*?)\\\\?\"|'([^']*)'|(\\S+)");
    private static final Pattern CALL =
            Pattern.compile("(?:npm|pnpm|yarn|bun)(?::|\\s+(?:run\\s+)?)([\\w:.*-]+)\\s*");

    /** Options of concurrently that a value follows. */
    private static final Set<String> VALUED =
            Set.of(
                    "-n",
                    "--names",
                    "-c",
                    "--prefix-colors",
                    "-p",
                    "--prefix",
                    "-s",
                    "--success",
                    "-l",
                    "--prefix-length",
                    "-m",
                    "--max-processes",
                    "--restart-tries",
                    "--restart-after");

    /** What is known to start a built app; anything else may be made to develop with. */
    private static final Pattern PRODUCTION =
            Pattern.compile(
                    "(?:(?:cross-env|env)\\s+)?(?:\\w+=\\S*\\s+)*(?:npx\\s+)?(?:node|bun|tsx|next\\s+start|nuxt\\s+start"
                            + "|vite\\s+preview|astro\\s+preview|serve|http-server|sirv|remix-serve"
                            + "|react-router-serve|nest\\s+start|strapi\\s+start|pm2-runtime|gunicorn|uvicorn)(?:\\s.*)?");

    private static final Pattern PAGES =
            Pattern.compile(
                    ".*\\b(?:next|nuxt|vite|astro|serve|http-server|sirv|remix-serve|react-router-serve)(?:\\s.*)?");
    private static final Pattern PAGE_NAME =
            Pattern.compile(
                    "(?i).*\\b(?:web|www|client|front|frontend|front-end|ui|site|app)\\b.*");
    private static final Pattern NO_SERVER =
            Pattern.compile("(?i).*\\b(?:workers?|queue|cron|jobs?|scheduler|bot)\\b.*");

    /**
     * @param name of its script, else the command itself
     */
    public record Program(String name, String command) {}

    public ParallelPrograms {
        programs = List.copyOf(programs);
    }

    /** The last of the steps of a command, which is the one that goes on. */
    private static int lastStep(String command) {
        int last = command.lastIndexOf("&&");
        return last < 0 ? 0 : last + 2;
    }

    /**
     * Null unless the last step of the command starts several programs and each of them is a server
     * to run.
     */
    public static @Nullable ParallelPrograms of(String command, SourceTree tree) {
        Matcher starter = STARTER.matcher(command.substring(lastStep(command)));
        if (!starter.matches() || command.length() > 5_000) {
            return null;
        }
        Map<String, String> scripts = new LinkedHashMap<>();
        tree.json("package.json")
                .at("scripts")
                .fields()
                .forEach((name, script) -> scripts.put(name, script.textOr("")));
        List<Program> found = new ArrayList<>();
        boolean concurrently = starter.group(1) != null;
        boolean value = false;
        for (Matcher word = WORD.matcher(starter.group(2)); word.find(); ) {
            String text =
                    word.group(1) != null
                            ? word.group(1)
                            : word.group(2) != null ? word.group(2) : word.group(3);
            if (value || text.startsWith("-")) {
                value = !value && concurrently && VALUED.contains(text);
            } else if (concurrently) {
                add(found, text, scripts);
            } else {
                scripts(found, text, scripts);
            }
        }
        boolean all =
                found.stream()
                        .allMatch(program ->
                                PRODUCTION.matcher(program.command()).matches()
                                        && !DevServers.is(program.command()));
        return all && found.size() > 1 ? new ParallelPrograms(found) : null;
    }

    private static void add(List<Program> found, String command, Map<String, String> scripts) {
        Matcher call = CALL.matcher(command);
        if (call.matches()) {
            scripts(found, call.group(1), scripts);
        } else {
            found.add(new Program(command, command.strip()));
        }
    }

    /** Those of a name, where a star stands for any part of it. */
    private static void scripts(List<Program> found, String name, Map<String, String> scripts) {
        Pattern wanted = Pattern.compile(Pattern.quote(name).replace("*", "\\E[^:]*\\Q"));
        int before = found.size();
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            if (wanted.matcher(script.getKey()).matches()) {
                found.add(new Program(script.getKey(), called(script.getValue(), scripts)));
            }
        }
        if (found.size() == before) {
            found.add(new Program(name, name));
        }
    }

    /** A script that only calls another is that one. */
    private static String called(String script, Map<String, String> scripts) {
        String command = script.strip();
        for (int depth = 0; depth < 5; depth++) {
            Matcher call = CALL.matcher(command);
            String next = call.matches() ? scripts.get(call.group(1)) : null;
            if (next == null) {
                return command;
            }
            command = next.strip();
        }
        return command;
    }

    /** The command with the chosen one in the place of all. */
    public String reduced(String command) {
        int last = lastStep(command);
        return last == 0
                ? chosen().command()
                : command.substring(0, last) + " " + chosen().command();
    }

    /** The one that serves pages, by its program and then by its name; else the first server. */
    public Program chosen() {
        return programs.stream()
                .max(Comparator.comparingInt(ParallelPrograms::rank))
                .orElseThrow(() -> new IllegalStateException("there are no programs"));
    }

    private static int rank(Program program) {
        if (PAGES.matcher(program.command()).matches()) {
            return 3;
        }
        return PAGE_NAME.matcher(program.name()).matches()
                ? 2
                : NO_SERVER.matcher(program.name()).matches() ? 0 : 1;
    }

    /** Their names for a message. */
    public String names() {
        return String.join(", ", programs.stream().map(Program::name).toList());
    }
}
