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
import org.jspecify.annotations.Nullable;

/**
 * The images that a Dockerfile begins from: {@code FROM}, {@code COPY --from} and {@code RUN
 * --mount=from}, with the arguments before the first FROM filled in.
 *
 * @param complete false when the text names images, or is written, in a way that is not understood:
 *     what a build begins from is then only known to the builder
 */
public record BaseImages(List<String> images, boolean complete) {
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern REFERENCE = Pattern.compile("[a-z0-9][A-Za-z0-9._:/@-]{0,254}");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{(\\w+)(?::-([^}]*))?\\}|(\\w+))");

    /** Parser directives that change how the rest is read; the usual syntax changes nothing. */
    private static final Pattern DIRECTIVE =
            Pattern.compile(
                    "(?im)^\\s*#\\s*(?:escape\\s*=|syntax\\s*=\\s*(?!docker/dockerfile\\b)).*$");

    public BaseImages {
        images = List.copyOf(images);
    }

    public static BaseImages of(String dockerfile, Map<String, String> buildArguments) {
        Reading reading = new Reading(buildArguments);
        instructions(dockerfile).forEach(reading::instruction);
        return new BaseImages(
                reading.images, reading.complete && !DIRECTIVE.matcher(dockerfile).find());
    }

    /**
     * With what an image lays upon the builds that begin from it.
     *
     * @param triggers its {@code ONBUILD} instructions
     */
    public BaseImages with(List<String> triggers) {
        Reading reading = new Reading(Map.of());
        reading.images.addAll(images);
        reading.complete = complete;
        triggers.forEach(reading::instruction);
        return new BaseImages(reading.images, reading.complete);
    }

    /** Lines with those that go on joined; comments do not go on, and may stand in between. */
    private static List<String> instructions(String dockerfile) {
        List<String> instructions = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : dockerfile.lines().toList()) {
            String text = line.strip();
            if (text.startsWith("#") || (text.isEmpty() && !open.isEmpty())) {
                continue;
            }
            if (text.endsWith("\\")) {
                open.append(text, 0, text.length() - 1).append(' ');
            } else {
                instructions.add(open + text);
                open.setLength(0);
            }
        }
        instructions.add(open.toString());
        return instructions;
    }

    private static final class Reading {
        private final Map<String, String> given;
        private final Map<String, String> arguments = new HashMap<>();
        private final Set<String> stages = new HashSet<>();
        private final List<String> images = new ArrayList<>();
        private boolean started;
        private boolean complete = true;

        Reading(Map<String, String> given) {
            this.given = given;
        }

        void instruction(String text) {
            List<String> words = WORD.matcher(text).results().map(r -> r.group()).toList();
            if (words.isEmpty()) {
                return;
            }
            List<String> rest = words.subList(1, words.size());
            switch (words.getFirst().toUpperCase(Locale.ROOT)) {
                case "ARG" -> {
                    if (!started) {
                        rest.forEach(this::argument);
                    }
                }
                case "FROM" -> {
                    started = true;
                    from(rest);
                }
                case "COPY", "ADD", "RUN" -> flags(rest);
                // A stage that begins from this one carries it out.
                case "ONBUILD" -> {
                    if (!rest.isEmpty()) {
                        flags(rest.subList(1, rest.size()));
                    }
                }
                default -> {}
            }
        }

        private void argument(String word) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = given.get(name);
            if (value == null && equals >= 0) {
                value = unquoted(word.substring(equals + 1));
            }
            if (value != null) {
                arguments.put(name, fill(value));
            }
        }

        private void from(List<String> words) {
            List<String> plain = words.stream().filter(w -> !w.startsWith("--")).toList();
            if (plain.isEmpty()) {
                complete = false;
                return;
            }
            add(fill(unquoted(plain.getFirst())));
            if (plain.size() == 3 && plain.get(1).equalsIgnoreCase("AS")) {
                stages.add(plain.get(2).toLowerCase(Locale.ROOT));
            }
        }

        private void flags(List<String> words) {
            for (String word : words) {
                if (!word.startsWith("--")) {
                    return;
                }
                String image = image(word);
                if (image != null) {
                    add(unquoted(image));
                }
            }
        }

        private static @Nullable String image(String flag) {
            if (flag.startsWith("--from=")) {
                return flag.substring("--from=".length());
            }
            if (flag.startsWith("--mount=")) {
                for (String part : flag.substring("--mount=".length()).split(",", -1)) {
                    if (part.startsWith("from=")) {
                        return part.substring("from=".length());
                    }
                }
            }
            return null;
        }

        private void add(String image) {
            boolean stage =
                    image.matches("\\d+")
                            || image.equals("scratch")
                            || stages.contains(image.toLowerCase(Locale.ROOT));
            if (stage || images.contains(image)) {
                return;
            }
            if (REFERENCE.matcher(image).matches()) {
                images.add(image);
            } else {
                complete = false;
            }
        }

        private String fill(String text) {
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
}
