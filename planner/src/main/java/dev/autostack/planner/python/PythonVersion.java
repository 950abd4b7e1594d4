package dev.autostack.planner.python;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which Python release a project gets, and why. */
record PythonVersion(int minor, SourcedVersion shown, List<Warning> warnings) {
    private static final int DEFAULT = 13;

    /** Python 3 minors with an image, the usual choice first, then down and up. */
    private static final List<Integer> OFFERED = List.of(13, 12, 14, 11, 10, 9, 8, 7);

    /** Oldest minor that gets fixes on 2026-11-01 (devguide.python.org/versions). */
    private static final int OLDEST_MAINTAINED = 10;

    static PythonVersion of(SourceTree tree, @Nullable String override) {
        List<SourcedVersion> named = named(tree);
        PythonVersion chosen =
                override != null
                        ? choose(override, "setting")
                        : named.isEmpty()
                                ? new PythonVersion(
                                        DEFAULT,
                                        new SourcedVersion("3." + DEFAULT, "default"),
                                        List.of())
                                : choose(named.getFirst().value(), named.getFirst().source());
        List<Warning> warnings = new ArrayList<>(chosen.warnings());
        for (SourcedVersion other : named) {
            VersionRange range = VersionRange.parse(plain(other.value()));
            if (range != null && !range.allowsMinor(3, chosen.minor())) {
                warnings.add(conflict(chosen, other));
            }
        }
        return new PythonVersion(chosen.minor(), chosen.shown(), warnings);
    }

    /** What names a version, the one that counts first. */
    private static List<SourcedVersion> named(SourceTree tree) {
        List<SourcedVersion> named = new ArrayList<>();
        for (SourceTree place = tree; place != null; place = place.parent()) {
            String file = place.text(".python-version");
            add(named, file == null ? null : firstLine(file), ".python-version");
            String tools = place.text(".tool-versions");
            for (String line : tools == null ? List.<String>of() : tools.lines().toList()) {
                List<String> words = Words.of(line.strip());
                if (words.size() >= 2 && words.getFirst().equals("python")) {
                    add(named, words.get(1), ".tool-versions");
                }
            }
            for (String name : List.of("mise.toml", ".mise.toml")) {
                add(named, place.toml(name).at("tools", "python").text(), name);
            }
        }
        String runtime = tree.text("runtime.txt");
        if (runtime != null && runtime.strip().startsWith("python-")) {
            add(named, runtime.strip().substring(7), "runtime.txt");
        }
        Doc pyproject = tree.toml("pyproject.toml");
        add(
                named,
                pyproject.at("project", "requires-python").text(),
                "pyproject.toml requires-python");
        add(
                named,
                pyproject.at("tool", "poetry", "dependencies", "python").text(),
                "pyproject.toml tool.poetry");
        Doc pipfile = tree.toml("Pipfile").at("requires");
        String full = pipfile.at("python_full_version").text();
        add(named, full == null ? pipfile.at("python_version").text() : full, "Pipfile");
        return named;
    }

    private static void add(List<SourcedVersion> named, @Nullable String value, String source) {
        if (value != null && !value.isBlank()) {
            named.add(new SourcedVersion(value, source));
        }
    }

    private static Warning conflict(PythonVersion chosen, SourcedVersion other) {
        return new Warning(
                "version_conflict",
                "Python 3."
                        + chosen.minor()
                        + " is used because of "
                        + chosen.shown().source()
                        + ", but "
                        + other.source()
                        + " asks for "
                        + other.value().strip()
                        + ".",
                "Make both name the same version.");
    }

    private static String plain(String wanted) {
        return wanted.strip().replaceFirst("^(python|cpython)-?", "");
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
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
