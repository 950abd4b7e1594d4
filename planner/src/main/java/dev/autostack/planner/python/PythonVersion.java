package dev.autostack.planner.python;

import dev.autostack.planner.detect.NamedVersions;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Python release a project gets, and why. */
record PythonVersion(int minor, SourcedVersion shown, List<Warning> warnings) {
    private static final int DEFAULT = 13;

    /** Python 3 minors with an image, the usual choice first, then down and up. */
    private static final List<Integer> OFFERED = List.of(13, 12, 14, 11, 10, 9, 8, 7);

    private static final int OLDEST_OFFERED = 7;

    /** Oldest minor that gets fixes on 2026-11-01 (devguide.python.org/versions). */
    private static final int OLDEST_MAINTAINED = 10;

    static PythonVersion of(
            SourceTree tree, Requirements requirements, @Nullable SourcedVersion set) {
        NamedVersions named = named(tree);
        PythonVersion chosen =
                set == null && named.first() == null
                        ? installable(requirements)
                        : chosen(set, named.first());
        List<Warning> warnings = new ArrayList<>(chosen.warnings());
        warnings.addAll(
                named.conflicts(
                        "Python 3." + chosen.minor(),
                        chosen.shown().source(),
                        other -> {
                            VersionRange range = VersionRange.parse(plain(other));
                            return range == null || range.allowsMinor(3, chosen.minor());
                        }));
        return new PythonVersion(chosen.minor(), chosen.shown(), warnings);
    }

    /** Nothing names a version: the usual one, or an older one that old requirements need. */
    private static PythonVersion installable(Requirements requirements) {
        Wheels.Limit limit = Wheels.of(requirements);
        if (limit == null || limit.minor() >= DEFAULT) {
            return chosen(null, null);
        }
        int minor = Math.max(limit.minor(), OLDEST_OFFERED);
        String source = requirements.file(limit.distribution()) + " " + limit.requirement();
        return new PythonVersion(
                minor,
                new SourcedVersion("3." + minor, source),
                minor < OLDEST_MAINTAINED ? endOfLife("3." + minor, source) : List.of());
    }

    private static PythonVersion chosen(
            @Nullable SourcedVersion set, @Nullable SourcedVersion named) {
        if (set != null) {
            return choose(set.value(), set.source());
        }
        return named == null
                ? new PythonVersion(
                        DEFAULT, new SourcedVersion("3." + DEFAULT, "default"), List.of())
                : choose(named.value(), named.source());
    }

    /** What names a version, the one that counts first. */
    private static NamedVersions named(SourceTree tree) {
        NamedVersions named =
                NamedVersions.inFiles(tree, List.of(".python-version"), Set.of("python"), "python");
        String runtime = tree.text("runtime.txt");
        if (runtime != null && runtime.strip().startsWith("python-")) {
            named.add(runtime.strip().substring(7), "runtime.txt");
        }
        Doc pyproject = tree.toml("pyproject.toml");
        named.add(
                pyproject.at("project", "requires-python").text(),
                "pyproject.toml requires-python");
        named.add(
                pyproject.at("tool", "poetry", "dependencies", "python").text(),
                "pyproject.toml tool.poetry");
        Doc pipfile = tree.toml("Pipfile").at("requires");
        String full = pipfile.at("python_full_version").text();
        named.add(full == null ? pipfile.at("python_version").text() : full, "Pipfile");
        return named;
    }

    private static String plain(String wanted) {
        return wanted.strip().replaceFirst("^(python|cpython)-?", "");
    }

    private static PythonVersion choose(String wanted, String source) {
        String plain = plain(wanted);
        SourcedVersion shown = new SourcedVersion(wanted.strip(), source);
        VersionRange range = VersionRange.parse(plain);
        if (range != null) {
            for (int minor : OFFERED) {
                if (range.allowsMinor(3, minor)) {
                    return new PythonVersion(
                            minor,
                            shown,
                            minor < OLDEST_MAINTAINED
                                    ? endOfLife("3." + minor, source)
                                    : List.of());
                }
            }
            return new PythonVersion(DEFAULT, shown, endOfLife(plain, source));
        }
        return new PythonVersion(
                DEFAULT,
                shown,
                List.of(
                        new Warning(
                                "version_not_understood",
                                "The Python version \""
                                        + wanted.strip()
                                        + "\" of "
                                        + source
                                        + " is not understood; 3."
                                        + DEFAULT
                                        + " is used.",
                                "Write a version such as 3.13.")));
    }

    private static List<Warning> endOfLife(String version, String source) {
        return List.of(
                new Warning(
                        "version_end_of_life",
                        "Python "
                                + version
                                + ", asked for by "
                                + source
                                + ", gets no security fixes any more.",
                        "Move to Python 3." + DEFAULT + "."));
    }

    String image() {
        return "python:3." + minor + "-slim";
    }
}
