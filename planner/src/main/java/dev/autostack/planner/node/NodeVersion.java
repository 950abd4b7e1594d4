package dev.autostack.planner.node;

import dev.autostack.planner.detect.NamedVersions;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    static NodeVersion of(NodeProject project, @Nullable SourcedVersion set) {
        NamedVersions named = named(project);
        NodeLimit limit = NodeLimit.of(project);
        NodeVersion chosen = limited(limit, set, named.first());
        List<Warning> warnings = new ArrayList<>(chosen.warnings());
        if (limit != null && (limit.major() < chosen.major() || limit.major() < DEFAULT)) {
            warnings.add(limit.warning(chosen.major()));
        }
        warnings.addAll(
                named.conflicts(
                        "Node " + chosen.major(),
                        chosen.shown().source(),
                        other -> {
                            VersionRange range = VersionRange.parse(plain(other));
                            return range == null || range.allowsMajor(chosen.major());
                        }));
        return new NodeVersion(chosen.major(), chosen.shown(), warnings);
    }

    /** What a package allows decides where nobody names a version, or a range that has it, too. */
    private static NodeVersion limited(
            @Nullable NodeLimit limit,
            @Nullable SourcedVersion set,
            @Nullable SourcedVersion named) {
        if (limit == null || limit.major() >= DEFAULT || set != null) {
            return chosen(set, named);
        }
        VersionRange range = named == null ? null : VersionRange.parse(plain(named.value()));
        boolean open = named == null || (range != null && range.allowsMajor(limit.major()));
        return open
                ? choose(String.valueOf(limit.major()), limit.dependency())
                : chosen(null, named);
    }

    private static NodeVersion chosen(
            @Nullable SourcedVersion set, @Nullable SourcedVersion named) {
        if (set != null) {
            return choose(set.value(), set.source());
        }
        return named == null
                ? new NodeVersion(
                        DEFAULT, new SourcedVersion(String.valueOf(DEFAULT), "default"), List.of())
                : choose(named.value(), named.source());
    }

    /** What names a version, the one that counts first. */
    private static NamedVersions named(NodeProject project) {
        NamedVersions named =
                NamedVersions.inFiles(
                        project.tree(),
                        List.of(".nvmrc", ".node-version"),
                        Set.of("nodejs", "node"),
                        "node");
        named.add(project.manifest().at("volta", "node").text(), "package.json volta.node");
        named.add(project.manifest().at("engines", "node").text(), "package.json engines.node");
        return named;
    }

    private static NodeVersion choose(String wanted, String source) {
        VersionRange range = VersionRange.parse(plain(wanted));
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

    /** A name or an alias as a version. */
    private static String plain(String wanted) {
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
        return plain;
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

    /**
     * The plain tags of old releases stand on Debian releases whose packages are no longer served;
     * the newest Debian that each of them was made for is named instead.
     */
    String image() {
        return "node:"
                + major
                + switch (major) {
                    case 12, 14 -> "-bullseye-slim";
                    case 10, 13, 15 -> "-buster-slim";
                    default -> "-slim";
                };
    }
}
