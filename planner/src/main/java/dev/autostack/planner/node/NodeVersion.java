package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which Node release a project gets, and why. */
record NodeVersion(int major, SourcedVersion shown, List<Warning> warnings) {
    /** Majors with an image, newest first; the table of nodejs.org/en/about/previous-releases. */
    private static final List<Integer> OFFERED = List.of(24, 22, 20);

    /** Majors that get fixes on 2026-11-01. */
    private static final List<Integer> MAINTAINED = List.of(24, 22);

    private static final int DEFAULT = 22;
    private static final Map<String, Integer> NAMES =
            Map.of(
                    "argon",
                    4,
                    "boron",
                    6,
                    "carbon",
                    8,
                    "dubnium",
                    10,
                    "erbium",
                    12,
                    "fermium",
                    14,
                    "gallium",
                    16,
                    "hydrogen",
                    18,
                    "iron",
                    20,
                    "jod",
                    22);

    static NodeVersion of(NodeProject project, @Nullable String override) {
        if (override != null) {
            return choose(override, "setting");
        }
        for (SourceTree place = project.tree(); place != null; place = place.parent()) {
            for (String file : List.of(".nvmrc", ".node-version")) {
                String text = place.text(file);
                if (text != null && !firstLine(text).isEmpty()) {
                    return choose(firstLine(text), file);
                }
            }
            String tools = place.text(".tool-versions");
            if (tools != null) {
                for (String line : tools.lines().toList()) {
                    List<String> words = Words.of(line);
                    if (words.size() >= 2
                            && (words.getFirst().equals("nodejs")
                                    || words.getFirst().equals("node"))) {
                        return choose(words.get(1), ".tool-versions");
                    }
                }
            }
            for (String file : List.of("mise.toml", ".mise.toml")) {
                String version = place.toml(file).at("tools", "node").text();
                if (version != null) {
                    return choose(version, file);
                }
            }
        }
        String volta = project.manifest().at("volta", "node").text();
        if (volta != null) {
            return choose(volta, "package.json volta.node");
        }
        String engines = project.manifest().at("engines", "node").text();
        if (engines != null) {
            return choose(engines, "package.json engines.node");
        }
        return new NodeVersion(
                DEFAULT, new SourcedVersion(String.valueOf(DEFAULT), "default"), List.of());
    }

    private static String firstLine(String text) {
        for (String line : text.lines().toList()) {
            String plain = line.replaceFirst("#.*$", "").strip();
            if (!plain.isEmpty()) {
                return plain;
            }
        }
        return "";
    }

    private static NodeVersion choose(String wanted, String source) {
        String plain = wanted.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("lts/")) {
            Integer named = NAMES.get(plain.substring(4));
            plain = named == null ? String.valueOf(DEFAULT) : String.valueOf(named);
        } else if (plain.equals("node")
                || plain.equals("latest")
                || plain.equals("current")
                || plain.equals("stable")
                || plain.equals("lts")
                || plain.equals("*")) {
            plain = String.valueOf(DEFAULT);
        }
        VersionRange range = VersionRange.parse(plain);
        SourcedVersion shown = new SourcedVersion(wanted.strip(), source);
        if (range == null) {
            return new NodeVersion(
                    DEFAULT,
                    shown,
                    List.of(
                            new Warning(
                                    "version_not_understood",
                                    "The Node version \""
                                            + wanted.strip()
                                            + "\" of "
                                            + source
                                            + " is not understood; "
                                            + DEFAULT
                                            + " is used.",
                                    "Write a major version, such as 22.")));
        }
        if (range.allowsMajor(DEFAULT)) {
            return new NodeVersion(DEFAULT, shown, List.of());
        }
        for (int major : OFFERED) {
            if (range.allowsMajor(major)) {
                return new NodeVersion(
                        major,
                        shown,
                        MAINTAINED.contains(major) ? List.of() : endOfLife(major, source));
            }
        }
        Integer exact = range.lowestMajor();
        int major = exact == null ? DEFAULT : exact;
        return new NodeVersion(major, shown, endOfLife(major, source));
    }

    private static List<Warning> endOfLife(int major, String source) {
        return List.of(
                new Warning(
                        "version_end_of_life",
                        "Node "
                                + major
                                + ", asked for by "
                                + source
                                + ", gets no security fixes any more.",
                        "Move to Node " + DEFAULT + " or newer."));
    }

    String image() {
        return "node:" + major + "-slim";
    }
}
