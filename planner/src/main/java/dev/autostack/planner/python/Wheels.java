package dev.autostack.planner.python;

import dev.autostack.planner.parse.VersionRange;
import dev.autostack.planner.parse.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Up to which Python the pinned requirements of a project can be installed: an old release of a
 * distribution with compiled parts has no wheel for a Python that came after it. The table is
 * {@code wheels.txt}; of frameworks without compiled parts, what their own documentation says.
 */
final class Wheels {
    /** docs.djangoproject.com, FAQ: Installation. */
    private static final String DJANGO =
            "django: <2.2.0 7, <3.2.9 9, <4.1.3 10, <4.2.8 11, <5.1.3 12";

    private static final Pattern SPECIFIERS =
            Pattern.compile(
                    "[=<>~!]=?=?\\s*[0-9][^,;#\\s]*(\\s*,\\s*[=<>~!]=?=?\\s*[0-9][^,;#\\s]*)*");

    private static final Map<String, List<Step>> TABLE = table();
    private static final Set<String> WITHOUT_COMPILER = withoutCompiler();

    /** Releases below the bound go up to Python {@code 3.minor}. */
    private record Step(String bound, int minor) {}

    /** {@code requirement}, one of the distribution, is why {@code 3.minor} is the last. */
    record Limit(int minor, String distribution, String requirement) {}

    private Wheels() {}

    /** The lowest limit of all requirements, or null when nothing is that old. */
    static @Nullable Limit of(Requirements requirements) {
        Limit lowest = null;
        for (Map.Entry<String, List<Step>> row : TABLE.entrySet()) {
            String asked = specifiers(requirements.text(row.getKey()));
            VersionRange range = asked.isEmpty() ? null : VersionRange.parse(asked);
            if (range == null) {
                continue;
            }
            for (Step step : row.getValue()) {
                if (range.isBelow(step.bound())) {
                    if (lowest == null || step.minor() < lowest.minor()) {
                        lowest = new Limit(step.minor(), row.getKey(), row.getKey() + asked);
                    }
                    break;
                }
            }
        }
        return lowest;
    }

    /**
     * True when a pinned distribution may have to be compiled: neither is it known to need no
     * compiler, nor does {@link #of} choose a Python that it has wheels for. What is not pinned is
     * installed in its newest release, which has them as a rule.
     */
    static boolean mayCompile(Requirements requirements) {
        return requirements.pinned().stream()
                .anyMatch(name -> !TABLE.containsKey(name) && !WITHOUT_COMPILER.contains(name));
    }

    /** {@code ==1.21.0} of {@code numpy[extra]==1.21.0 ; python_version < '4'}. */
    private static String specifiers(String requirement) {
        Matcher found = SPECIFIERS.matcher(requirement.replaceFirst(";.*$", ""));
        return found.find() ? found.group().replaceAll("\\s+", "") : "";
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(Wheels.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> withoutCompiler() {
        Set<String> names = new HashSet<>();
        resource("no-compiler.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> names.addAll(Words.of(line)));
        return Set.copyOf(names);
    }

    private static Map<String, List<Step>> table() {
        Map<String, List<Step>> table = new LinkedHashMap<>();
        for (String line : (resource("wheels.txt") + DJANGO).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                table.put(
                        line.substring(0, colon),
                        Words.at(line.substring(colon + 1), ",").stream()
                                .map(step -> Words.of(step))
                                .filter(words -> words.size() == 2)
                                .map(words ->
                                        new Step(
                                                words.getFirst().substring(1),
                                                Integer.parseInt(words.getLast())))
                                .toList());
            }
        }
        return table;
    }
}
