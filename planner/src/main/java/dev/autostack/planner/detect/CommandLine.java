package dev.autostack.planner.detect;

import dev.autostack.planner.parse.Words;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that a container runs: its arguments, and the text a person would type.
 *
 * @param source what named it
 */
public record CommandLine(List<String> arguments, String shown, String source) {
    private static final Pattern SHELL_SYNTAX =
            Pattern.compile("[&|;<>()$`\"'\\\\*?\\[\\]#~\\n]|^\\w+=");

    public CommandLine {
        arguments = List.copyOf(arguments);
    }

    /** Text that a person wrote. Anything of a shell's syntax goes through the image's shell. */
    public static CommandLine parse(String text, String source) {
        String plain = text.strip();
        if (!SHELL_SYNTAX.matcher(plain).find()) {
            return new CommandLine(Words.of(plain), plain, source);
        }
        // exec hands the process number on, so that the app itself gets the stop signal.
        boolean single = !plain.matches("(?s).*[&|;\\n].*|^\\w+=.*");
        String script = single && !plain.startsWith("exec ") ? "exec " + plain : plain;
        return new CommandLine(List.of("/bin/sh", "-c", script), plain, source);
    }

    public static CommandLine of(String source, String... arguments) {
        return new CommandLine(List.of(arguments), String.join(" ", arguments), source);
    }
}
