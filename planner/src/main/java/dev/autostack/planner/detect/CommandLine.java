package dev.autostack.planner.detect;

import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that a container runs: its arguments, and the text a person would type.
 *
 * @param source what named it
 */
public record CommandLine(List<String> arguments, String shown, String source) {
    private static final Pattern SHELL_SYNTAX = Pattern.compile("[&|;<>()$`\"'\\\\*?\\[\\]#~\\n]");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?s)\\w+=.*");

    /** What the shell does itself. */
    private static final Pattern BUILT_IN =
            Pattern.compile("^(exec|cd|export|set|source|\\.|if|for|while|case|eval|wait|exit)\\b");

    public CommandLine {
        arguments = List.copyOf(arguments);
    }

    /** Text that a person wrote. Anything of a shell's syntax goes through the image's shell. */
    public static CommandLine parse(String text, String source) {
        String plain = text.strip();
        if (!SHELL_SYNTAX.matcher(plain).find()) {
            List<String> words = Words.of(plain);
            if (words.isEmpty() || !ASSIGNMENT.matcher(words.getFirst()).matches()) {
                return new CommandLine(words, plain, source);
            }
            List<String> all = new ArrayList<>(List.of("env"));
            all.addAll(words);
            return new CommandLine(all, plain, source);
        }
        return new CommandLine(List.of("/bin/sh", "-c", handingOn(plain)), plain, source);
    }

    /** exec hands the process number on, so that the app itself gets the stop signal. */
    private static String handingOn(String script) {
        int last = script.lastIndexOf("&&");
        String steps = last < 0 ? "" : script.substring(0, last + 2) + " ";
        String app = last < 0 ? script : script.substring(last + 2).strip();
        boolean whole = !script.replace("&&", "").matches("(?s).*[&|;\n].*");
        if (!whole || !isWhole(app) || BUILT_IN.matcher(app).find()) {
            return script;
        }
        boolean assigns = ASSIGNMENT.matcher(Words.of(app).getFirst()).matches();
        return steps + (assigns ? "exec env " : "exec ") + app;
    }

    /** False when the text is cut off inside of quotes or brackets. */
    private static boolean isWhole(String text) {
        return !text.isEmpty()
                && count(text, '"') % 2 == 0
                && count(text, '\'') % 2 == 0
                && count(text, '(') == count(text, ')')
                && count(text, '{') == count(text, '}');
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    public static CommandLine of(String source, String... arguments) {
        return new CommandLine(List.of(arguments), String.join(" ", arguments), source);
    }
}
