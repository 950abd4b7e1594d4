package dev.autostack.planner.detect;

import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version files that several languages share: asdf's .tool-versions and mise.toml. */
public final class ToolVersions {
    private ToolVersions() {}

    /** The version of the first tool that is named, at the project or above it. */
    public static @Nullable SourcedVersion of(SourceTree tree, String... tools) {
        for (SourceTree place = tree; place != null; place = place.parent()) {
            String text = place.text(".tool-versions");
            for (String line : text == null ? List.<String>of() : text.lines().toList()) {
                List<String> words = Words.of(line.replaceFirst("#.*$", "").strip());
                if (words.size() >= 2 && List.of(tools).contains(words.getFirst())) {
                    return new SourcedVersion(words.get(1), ".tool-versions");
                }
            }
            for (String file : List.of("mise.toml", ".mise.toml")) {
                for (String tool : tools) {
                    String version = place.toml(file).at("tools", tool).text();
                    if (version != null) {
                        return new SourcedVersion(version, file);
                    }
                }
            }
        }
        return null;
    }

    /** The first line of a file that holds only a version, or null. */
    public static @Nullable SourcedVersion file(SourceTree tree, String name) {
        for (SourceTree place = tree; place != null; place = place.parent()) {
            String text = place.text(name);
            if (text != null && !text.isBlank()) {
                return new SourcedVersion(
                        text.strip().lines().findFirst().orElse("").strip(), name);
            }
        }
        return null;
    }
}
