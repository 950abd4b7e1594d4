package dev.autostack.worker.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images that a Dockerfile needs: {@code FROM} and {@code COPY --from}, with the arguments
 * before the first FROM filled in. A guess that is only used to fetch early: what is not understood
 * is left to the builder.
 */
public final class BaseImages {
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern COPY_FROM = Pattern.compile("(?:--from=|from=)([^,\\s]+)");
    private static final Pattern REFERENCE = Pattern.compile("[a-z0-9][A-Za-z0-9._:/@-]{0,254}");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{(\\w+)(?::-([^}]*))?\\}|(\\w+))");

    private BaseImages() {}

    public static List<String> of(String dockerfile, Map<String, String> buildArguments) {
        Map<String, String> arguments = new HashMap<>();
        Set<String> stages = new HashSet<>();
        List<String> images = new ArrayList<>();
        boolean started = false;
        for (String line : dockerfile.replace("\\\n", " ").lines().toList()) {
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            String instruction = words.getFirst().toUpperCase(Locale.ROOT);
            switch (instruction) {
                case "ARG" -> {
                    if (!started) {
                        argument(words, arguments, buildArguments);
                    }
                }
                case "FROM" -> {
                    started = true;
                    from(words, arguments, stages, images);
                }
                case "COPY", "RUN" -> {
                    Matcher source = COPY_FROM.matcher(line);
                    while (source.find()) {
                        add(source.group(1), stages, images);
                    }
                }
                default -> {}
            }
        }
        return images;
    }

    private static List<String> words(String line) {
        String stripped = line.strip();
        return stripped.startsWith("#")
                ? List.of()
                : WORD.matcher(stripped).results().map(r -> r.group()).toList();
    }

    private static void argument(
            List<String> words, Map<String, String> arguments, Map<String, String> given) {
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = given.get(name);
            if (value == null && equals >= 0) {
                value = unquoted(word.substring(equals + 1));
            }
            if (value != null) {
                arguments.put(name, fill(value, arguments));
            }
        }
    }

    private static void from(
            List<String> words,
            Map<String, String> arguments,
            Set<String> stages,
            List<String> images) {
        List<String> plain =
                words.subList(1, words.size()).stream().filter(w -> !w.startsWith("--")).toList();
        if (plain.isEmpty()) {
            return;
        }
        add(fill(unquoted(plain.getFirst()), arguments), stages, images);
        if (plain.size() == 3 && plain.get(1).equalsIgnoreCase("AS")) {
            stages.add(plain.get(2).toLowerCase(Locale.ROOT));
        }
    }

    private static void add(String image, Set<String> stages, List<String> images) {
        boolean number = image.matches("\\d+");
        if (!number
                && !image.equals("scratch")
                && !stages.contains(image.toLowerCase(Locale.ROOT))
                && !images.contains(image)
                && REFERENCE.matcher(image).matches()) {
            images.add(image);
        }
    }

    private static String fill(String text, Map<String, String> arguments) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> {
                    String name = match.group(1) == null ? match.group(3) : match.group(1);
                    String fallback = match.group(2) == null ? "" : match.group(2);
                    String value = arguments.getOrDefault(name, "");
                    return Matcher.quoteReplacement(value.isEmpty() ? fallback : value);
                });
    }

    private static String unquoted(String word) {
        boolean quoted =
                word.length() > 1
                        && ((word.startsWith("\"") && word.endsWith("\""))
                                || (word.startsWith("'") && word.endsWith("'")));
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
