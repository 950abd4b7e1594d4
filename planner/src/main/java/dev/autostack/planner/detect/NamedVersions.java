package dev.autostack.planner.detect;

import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everything in a project that names a version of its language, the one that counts first. */
public final class NamedVersions {
    private final List<SourcedVersion> all = new ArrayList<>();

    /**
     * Those of the files of version managers, in the project's folder and then in those above it.
     *
     * @param own files of which the first line that is no comment is a version
     * @param names of the language in asdf's .tool-versions
     * @param key of the language in mise.toml
     */
    public static NamedVersions inFiles(
            SourceTree tree, List<String> own, Set<String> names, String key) {
        NamedVersions found = new NamedVersions();
        for (SourceTree place = tree; place != null; place = place.parent()) {
            for (String file : own) {
                String text = place.text(file);
                found.add(text == null ? null : firstLine(text), file);
            }
            String tools = place.text(".tool-versions");
            for (String line : tools == null ? List.<String>of() : tools.lines().toList()) {
                List<String> words = Words.of(line);
                if (words.size() >= 2 && names.contains(words.getFirst())) {
                    found.add(words.get(1), ".tool-versions");
                }
            }
            for (String file : List.of("mise.toml", ".mise.toml")) {
                found.add(place.toml(file).at("tools", key).text(), file);
            }
        }
        return found;
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** One more, which counts less than those before; nothing when it is missing or blank. */
    public void add(@Nullable String value, String source) {
        if (value != null && !value.isBlank()) {
            all.add(new SourcedVersion(value, source));
        }
    }

    /** The one that counts, or null. */
    public @Nullable SourcedVersion first() {
        return all.isEmpty() ? null : all.getFirst();
    }

    /**
     * A warning for each that asks for another version.
     *
     * @param chosen language and version, such as {@code Node 22}
     * @param because what named the chosen one
     */
    public List<Warning> conflicts(String chosen, String because, Predicate<String> allows) {
        return all.stream()
                .filter(other -> !allows.test(other.value()))
                .map(other ->
                        new Warning(
                                "version_conflict",
                                "%s is used because of %s, but %s asks for %s."
                                        .formatted(
                                                chosen,
                                                because,
                                                other.source(),
                                                other.value().strip()),
                                "Make both name the same version."))
                .toList();
    }
}
