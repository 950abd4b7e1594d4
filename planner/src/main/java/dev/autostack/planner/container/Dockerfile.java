package dev.autostack.planner.container;

import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed Dockerfile: arguments before the first FROM, and stages in order. Read as the reference
 * says (docs.docker.com/reference/dockerfile): escape directive, continuations, heredocs, names of
 * stages without regard to case.
 */
public final class Dockerfile {
    private static final Pattern DIRECTIVE =
            Pattern.compile(
                    "#\\s*(syntax|escape|check)\\s*=\\s*(\\S+).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEREDOC =
            Pattern.compile("<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]*)\\2");
    private static final int MAX_STAGES = 200;
    private static final int MAX_UNCLOSED = 100;

    /** A syntax directive that names something else than Docker's own frontend. */
    private static final Pattern OWN_FRONTEND =
            Pattern.compile(
                    "\\uFEFF?\\s{0,20}#\\s{0,20}syntax\\s{0,20}=\\s{0,20}(?!docker/dockerfile)\\S",
                    Pattern.CASE_INSENSITIVE);

    /** Instructions of the reference; another frontend may know more. */
    private static final Set<String> KNOWN =
            Set.of(
                    "ADD",
                    "ARG",
                    "CMD",
                    "COPY",
                    "ENTRYPOINT",
                    "ENV",
                    "EXPOSE",
                    "FROM",
                    "HEALTHCHECK",
                    "LABEL",
                    "MAINTAINER",
                    "ONBUILD",
                    "RUN",
                    "SHELL",
                    "STOPSIGNAL",
                    "USER",
                    "VOLUME",
                    "WORKDIR");

    private final Map<String, String> globalArguments;
    private final List<Stage> stages;
    private final @Nullable String problem;

    private Dockerfile(
            Map<String, String> globalArguments, List<Stage> stages, @Nullable String problem) {
        this.globalArguments = globalArguments;
        this.stages = List.copyOf(stages);
        this.problem = problem;
    }

    /** The first thing a build would stop at, with its line; null when nothing is seen. */
    @Nullable String problem() {
        return problem;
    }

    /**
     * A stage: what stands after FROM as written, its name if it has one, its instructions.
     *
     * @param base raw text, not yet expanded
     */
    public record Stage(
            int index, String base, @Nullable String name, List<Instruction> instructions) {
        public Stage {
            instructions = List.copyOf(instructions);
        }
    }

    /**
     * @throws Malformed when the text has no FROM or more stages than any real file
     */
    public static Dockerfile parse(String text) throws Malformed {
        Map<String, String> global = new LinkedHashMap<>();
        List<Stage> stages = new ArrayList<>();
        List<Instruction> open = new ArrayList<>();
        Instruction from = null;
        String problem = null;
        boolean ownFrontend = OWN_FRONTEND.matcher(text).lookingAt();
        for (Instruction instruction : instructions(text)) {
            if (problem == null && !ownFrontend) {
                problem = problem(instruction, from != null);
            }
            if (instruction.keyword().equals("FROM")) {
                if (from != null) {
                    stages.add(stage(stages.size(), from, open));
                    open.clear();
                }
                from = instruction;
                if (stages.size() > MAX_STAGES) {
                    throw new Malformed("more than " + MAX_STAGES + " stages", 0, 0);
                }
            } else if (from != null) {
                open.add(instruction);
            } else if (instruction.keyword().equals("ARG")) {
                Expansion.assignments(instruction.rest(), true)
                        .forEach((name, value) -> addArgument(global, name, value));
            }
        }
        if (from == null) {
            throw new Malformed("there is no FROM instruction", 0, 0);
        }
        stages.add(stage(stages.size(), from, open));
        return new Dockerfile(global, stages, problem);
    }

    private static @Nullable String problem(Instruction instruction, boolean afterFrom) {
        String keyword = instruction.keyword();
        String at = "line " + instruction.line() + ": ";
        if (!KNOWN.contains(keyword)) {
            return at + "there is no instruction " + keyword;
        }
        if (!afterFrom && !keyword.equals("FROM") && !keyword.equals("ARG")) {
            return at + keyword + " stands before the first FROM";
        }
        return instruction.rest().isEmpty() && !keyword.equals("CMD")
                ? at + keyword + " has no argument"
                : null;
    }

    private static void addArgument(Map<String, String> global, String name, String value) {
        String expanded = Expansion.expand(value, global);
        if (expanded != null && !value.isEmpty()) {
            global.put(name, expanded);
        }
    }

    private static Stage stage(int index, Instruction from, List<Instruction> instructions) {
        List<String> words = Words.of(from.rest());
        String name =
                words.size() >= 3 && words.get(1).equalsIgnoreCase("as")
                        ? words.get(2).toLowerCase(Locale.ROOT)
                        : null;
        return new Stage(index, words.isEmpty() ? "" : words.getFirst(), name, instructions);
    }

    public List<Stage> stages() {
        return stages;
    }

    public Stage last() {
        return stages.getLast();
    }

    /** The stage of that name or number, or null. */
    public @Nullable Stage stage(String target) {
        for (Stage stage : stages) {
            if (target.equalsIgnoreCase(stage.name())) {
                return stage;
            }
        }
        return target.matches("[0-9]{1,3}") && Integer.parseInt(target) < stages.size()
                ? stages.get(Integer.parseInt(target))
                : null;
    }

    /**
     * The stage and those it stands on, nearest first. Only an earlier stage can be meant by a
     * name.
     */
    public List<Stage> chain(Stage stage, Map<String, String> buildArguments) {
        List<Stage> chain = new ArrayList<>();
        Stage here = stage;
        while (here != null) {
            chain.add(here);
            here = earlier(here, buildArguments);
        }
        return chain;
    }

    /**
     * The external image that a stage finally stands on, expanded; null when an argument without
     * value leaves it open. May be {@code scratch}.
     */
    public @Nullable String externalImage(Stage stage, Map<String, String> buildArguments) {
        Stage root = chain(stage, buildArguments).getLast();
        return Expansion.expand(root.base(), arguments(buildArguments));
    }

    private @Nullable Stage earlier(Stage stage, Map<String, String> buildArguments) {
        String base = Expansion.expand(stage.base(), arguments(buildArguments));
        if (base == null) {
            return null;
        }
        for (int i = stage.index() - 1; i >= 0; i--) {
            if (base.equalsIgnoreCase(stages.get(i).name())) {
                return stages.get(i);
            }
        }
        return null;
    }

    private Map<String, String> arguments(Map<String, String> buildArguments) {
        Map<String, String> all = new HashMap<>(globalArguments);
        buildArguments.forEach(all::put);
        // Defined by BuildKit itself; which platform does not matter to what is asked here.
        all.putIfAbsent("BUILDPLATFORM", "linux/amd64");
        all.putIfAbsent("TARGETPLATFORM", "linux/amd64");
        all.putIfAbsent("TARGETARCH", "amd64");
        all.putIfAbsent("TARGETOS", "linux");
        return all;
    }

    /** Arguments and environment as they stand at the end of a stage, inherited ones included. */
    public Map<String, String> variables(Stage stage, Map<String, String> buildArguments) {
        Map<String, String> visible = new LinkedHashMap<>();
        for (Stage part : chain(stage, buildArguments).reversed()) {
            for (Instruction instruction : part.instructions()) {
                if (instruction.keyword().equals("ENV")) {
                    Expansion.assignments(instruction.rest(), false)
                            .forEach((name, value) -> {
                                String expanded = Expansion.expand(value, visible);
                                if (expanded != null) {
                                    visible.put(name, expanded);
                                }
                            });
                } else if (instruction.keyword().equals("ARG")) {
                    Expansion.assignments(instruction.rest(), true)
                            .forEach((name, value) -> {
                                String given =
                                        buildArguments.getOrDefault(
                                                name,
                                                value.isEmpty()
                                                        ? globalArguments.getOrDefault(name, "")
                                                        : value);
                                String expanded = Expansion.expand(given, visible);
                                if (expanded != null && !expanded.isEmpty()) {
                                    visible.putIfAbsent(name, expanded);
                                }
                            });
                }
            }
        }
        return visible;
    }

    private static List<Instruction> instructions(String source) {
        String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
        String[] lines = text.replace("\r\n", "\n").split("\n", -1);
        List<Instruction> found = new ArrayList<>();
        char escape = '\\';
        boolean directives = true;
        Set<String> unclosed = new HashSet<>();
        int i = 0;
        while (i < lines.length) {
            String line = lines[i];
            int number = i + 1;
            i++;
            String stripped = line.strip();
            if (directives) {
                Matcher directive = stripped.length() < 400 ? DIRECTIVE.matcher(stripped) : null;
                if (directive != null && directive.matches()) {
                    if (directive.group(1).equalsIgnoreCase("escape")) {
                        escape = directive.group(2).charAt(0) == '`' ? '`' : '\\';
                    }
                    continue;
                }
                directives = false;
            }
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            StringBuilder logical = new StringBuilder();
            String part = line;
            while (endsWith(part, escape) && i < lines.length) {
                String body = part.stripTrailing();
                logical.append(body, 0, body.length() - 1).append(' ');
                part = lines[i++];
                while (i < lines.length
                        && (part.isBlank() || part.stripLeading().startsWith("#"))) {
                    part = lines[i++];
                }
            }
            if (!part.stripLeading().startsWith("#")) {
                logical.append(endsWith(part, escape) ? "" : part);
            }
            Instruction instruction = Instruction.parse(logical.toString(), number);
            if (instruction == null) {
                continue;
            }
            found.add(instruction);
            i = afterHeredocs(instruction, lines, i, unclosed);
        }
        return found;
    }

    private static boolean endsWith(String line, char escape) {
        String body = line.stripTrailing();
        return !body.isEmpty() && body.charAt(body.length() - 1) == escape;
    }

    /**
     * @param unclosed words that no later line closes; they are not looked for again
     */
    private static int afterHeredocs(
            Instruction instruction, String[] lines, int from, Set<String> unclosed) {
        if (!instruction.keyword().equals("RUN")
                && !instruction.keyword().equals("COPY")
                && !instruction.keyword().equals("ADD")) {
            return from;
        }
        int i = from;
        Matcher matcher = HEREDOC.matcher(instruction.rest());
        while (matcher.find()) {
            boolean tabs = !matcher.group(1).isEmpty();
            int end = i;
            if (unclosed.size() > MAX_UNCLOSED || unclosed.contains(matcher.group())) {
                return i;
            }
            while (end < lines.length) {
                String candidate = tabs ? lines[end].stripLeading() : lines[end];
                if (candidate.stripTrailing().equals(matcher.group(3))) {
                    break;
                }
                end++;
            }
            if (end >= lines.length) {
                // Not a heredoc after all, such as `<<` in arithmetic.
                unclosed.add(matcher.group());
                return i;
            }
            i = end + 1;
        }
        return i;
    }
}
