package dev.autostack.planner.container;

import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One instruction of a Dockerfile: keyword in upper case, flags ({@code --name=value}), the rest as
 * written with continuations joined. {@code line} counts from 1.
 */
public record Instruction(String keyword, List<String> flags, String rest, int line) {
    public Instruction {
        flags = List.copyOf(flags);
    }

    static @Nullable Instruction parse(String logicalLine, int line) {
        String trimmed = logicalLine.strip();
        int end = 0;
        while (end < trimmed.length() && !Character.isWhitespace(trimmed.charAt(end))) {
            end++;
        }
        String keyword = trimmed.substring(0, end).toUpperCase(Locale.ROOT);
        if (keyword.isEmpty() || !keyword.matches("[A-Z]+")) {
            return null;
        }
        String rest = trimmed.substring(end).strip();
        List<String> flags = new ArrayList<>();
        while (rest.startsWith("--")) {
            int space = 0;
            while (space < rest.length() && !Character.isWhitespace(rest.charAt(space))) {
                space++;
            }
            flags.add(rest.substring(2, space));
            rest = rest.substring(space).strip();
        }
        return new Instruction(keyword, flags, rest, line);
    }

    /** The value of {@code --name=value}. */
    public @Nullable String flag(String name) {
        for (String flag : flags) {
            if (flag.startsWith(name + "=")) {
                return flag.substring(name.length() + 1);
            }
        }
        return null;
    }

    /** The words of the JSON form, or null when it is the shell form. */
    public @Nullable List<String> jsonWords() {
        if (!rest.startsWith("[")) {
            return null;
        }
        try {
            return JsonText.parse(rest).texts();
        } catch (Malformed e) {
            return null;
        }
    }

    /** What is run, as a person would type it. */
    public String commandText() {
        List<String> words = jsonWords();
        return words == null ? rest : String.join(" ", words);
    }
}
