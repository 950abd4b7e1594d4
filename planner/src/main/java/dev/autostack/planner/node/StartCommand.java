package dev.autostack.planner.node;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.ParallelPrograms;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a Node process, freed of the package manager: a manager between the
 * container's first process and the app swallows signals and wants a writable home.
 *
 * @param builds the steps of the script that build and come first, "" when there are none: they
 *     belong to the build
 */
record StartCommand(List<String> arguments, String shown, String source, String builds) {
    private static final Pattern RUNS_SCRIPT =
            Pattern.compile(
                    "(?:npm|pnpm|yarn|bun)\\s+(?:run\\s+|run-script\\s+)?(?:-s\\s+|--silent\\s+)?([A-Za-z0-9:_.-]+)\\s*");
    private static final Pattern WATCHES =
            Pattern.compile(
                    "(?<runner>nodemon|node-dev|node|tsx|bun)(?:\\s+(?:watch|run|-q|-L|--quiet|--watch|--hot|--inspect|(?:-r|--require)\\s+\\S+))*\\s+(?<file>[\\w./-]+\\.(?:[cm]?[jt]s|tsx)|(?:\\./)?bin/\\w+)");
    private static final Pattern PRELOADS = Pattern.compile("\\s(?:-r|--require)\\s+(\\S+)");
    private static final List<String> BUILD_WORDS =
            List.of("install", "ci", "add", "exec", "dlx", "x", "create");

    StartCommand {
        arguments = List.copyOf(arguments);
    }

    StartCommand(List<String> arguments, String shown, String source) {
        this(arguments, shown, source, "");
    }

    /** The start script if it is no dev server, then scripts of other usual names, then entries. */
    static @Nullable StartCommand of(NodeProject project) {
        for (String name :
                List.of(
                        "start:prod",
                        "start",
                        "serve:prod",
                        "production",
                        "prod",
                        "serve",
                        "server")) {
            String written = expanded(project, name, 0);
            String script = written == null ? null : one(project, Script.forUnix(written));
            if (script != null
                    && !Script.startsNothing(script)
                    && !DevServers.is(script, project.tree())) {
                Script.Parts parts = Script.parted(script);
                String start = Script.withoutCrossEnv(parts.start(), project);
                StartCommand command =
                        parse(
                                Script.inForeground(start, project),
                                manifest(project) + " scripts." + name);
                return new StartCommand(
                        command.arguments, command.shown, command.source, parts.builds());
            }
            StartCommand calm = script == null ? null : withoutWatching(project, script, name);
            if (calm != null) {
                return calm;
            }
        }
        // Functions export handlers; as a program they end at once.
        return project.needs("firebase-functions") && project.entryThatImports("express") == null
                ? null
                : entry(project);
    }

    /** With one of the servers that its last step starts side by side. */
    private static String one(NodeProject project, String script) {
        ParallelPrograms several = ParallelPrograms.of(script, project.tree());
        return several == null ? script : several.reduced(script);
    }

    /** {@code nodemon X} and the like run {@code node X} and restart it; the same without that. */
    private static @Nullable StartCommand withoutWatching(
            NodeProject project, String script, String name) {
        Matcher watched = WATCHES.matcher(script.strip());
        if (!watched.matches()) {
            return null;
        }
        String file = watched.group("file");
        String plain = file.startsWith("./") ? file.substring(2) : file;
        boolean typed = plain.matches(".*\\.[cm]?tsx?");
        String runner = watched.group("runner");
        String program =
                runner.equals("bun") ? "bun" : typed && project.needs("tsx") ? "tsx" : "node";
        if (!project.tree().has(plain) || (typed && program.equals("node"))) {
            return null;
        }
        List<String> arguments = new ArrayList<>(List.of(program));
        if (program.equals("node")) {
            arguments.addAll(preloaded(project, script));
        }
        arguments.add(plain);
        return new StartCommand(
                arguments,
                String.join(" ", arguments),
                manifest(project) + " scripts." + name + ", without watching");
    }

    /** Modules that a script loads first, of dependencies that are there in production. */
    private static List<String> preloaded(NodeProject project, String script) {
        List<String> options = new ArrayList<>();
        for (Matcher option = PRELOADS.matcher(script); option.find(); ) {
            String module = option.group(1);
            String[] names = module.split("/", 3);
            String dependency =
                    module.startsWith("@") && names.length > 1
                            ? names[0] + "/" + names[1]
                            : names[0];
            if (project.needs(dependency)) {
                options.addAll(List.of("-r", module));
            }
        }
        return options;
    }

    private static String manifest(NodeProject project) {
        return project.manifestFile();
    }

    /** The main file or one of the usual names. */
    static @Nullable StartCommand entry(NodeProject project) {
        String main = project.manifest().at("main").string();
        if (main != null) {
            for (String path : List.of(main, main + ".js", main + "/index.js")) {
                String plain = path.startsWith("./") ? path.substring(2) : path;
                if (project.tree().has(plain)
                        && plain.matches(".*\\.[cm]?js")
                        && !isDesktop(project, plain)) {
                    if (!HostedModule.is(project, plain)) {
                        return new StartCommand(
                                List.of("node", plain), "node " + plain, "package.json main");
                    }
                    StartCommand listening = HostedModule.listening(project, plain);
                    if (listening != null) {
                        return listening;
                    }
                }
            }
        }
        for (String folder : List.of("", "dist/", "src/", "build/", "server/", "api/", "bin/")) {
            for (String name : List.of("index", "server", "app", "main")) {
                for (String ending : List.of(".js", ".mjs", ".cjs")) {
                    String path = folder + name + ending;
                    if (!project.tree().has(path) || isDesktop(project, path)) {
                        continue;
                    }
                    if (!HostedModule.is(project, path)) {
                        return new StartCommand(List.of("node", path), "node " + path, path);
                    }
                    StartCommand listening = HostedModule.listening(project, path);
                    if (listening != null) {
                        return listening;
                    }
                }
            }
        }
        return null;
    }

    /** Electron runs it, with a window. */
    private static boolean isDesktop(NodeProject project, String path) {
        JsSource source = project.entries().get(path);
        return source != null && source.imports().contains("electron");
    }

    /** A script with the scripts it calls put in their place; null when it cannot be had so. */
    private static @Nullable String expanded(NodeProject project, String name, int depth) {
        String script = project.script(name);
        if (script == null || depth > 6) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        for (String part : Words.at(script, "&&")) {
            Matcher call = RUNS_SCRIPT.matcher(part.strip());
            if (call.matches() && !BUILD_WORDS.contains(call.group(1))) {
                String inner = expanded(project, call.group(1), depth + 1);
                if (inner != null) {
                    parts.add(inner);
                    continue;
                }
            }
            parts.add(part.strip());
        }
        String whole = String.join(" && ", parts);
        String before = project.script("pre" + name);
        return before == null || depth > 0 || before.contains("build")
                ? whole
                : before + " && " + whole;
    }

    static StartCommand parse(String script, String source) {
        CommandLine line = CommandLine.parse(script, source);
        return new StartCommand(line.arguments(), line.shown(), source);
    }

    /** The first program that is called, without a folder. */
    String program() {
        for (String word : Words.of(shown)) {
            if (!word.matches("\\w+=.*") && !word.equals("cross-env") && !word.equals("exec")) {
                return word.substring(word.lastIndexOf('/') + 1);
            }
        }
        return "";
    }
}
