package dev.autostack.planner.python;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.planner.parse.Words;
import dev.autostack.protocol.Detection.SourcedVersion;
import dev.autostack.protocol.Detection.Warning;
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
        if (override != null) {
            return choose(override, "setting");
        }
        for (SourceTree place = tree; place != null; place = place.parent()) {
            String file = place.text(".python-version");
            if (file != null && !firstLine(file).isEmpty()) {
                return choose(firstLine(file), ".python-version");
            }
            String tools = place.text(".tool-versions");
            if (tools != null) {
                for (String line : tools.lines().toList()) {
                    List<String> words = Words.of(line.strip());
                    if (words.size() >= 2 && words.getFirst().equals("python")) {
                        return choose(words.get(1), ".tool-versions");
                    }
                }
            }
            for (String name : List.of("mise.toml", ".mise.toml")) {
                String version = place.toml(name).at("tools", "python").text();
                if (version != null) {
                    return choose(version, name);
                }
            }
        }
        String runtime = tree.text("runtime.txt");
        if (runtime != null && runtime.strip().startsWith("python-")) {
            return choose(runtime.strip().substring(7), "runtime.txt");
        }
        Doc pyproject = tree.toml("pyproject.toml");
        String requires = pyproject.at("project", "requires-python").text();
        if (requires != null) {
            return choose(requires, "pyproject.toml requires-python");
        }
        String poetry = pyproject.at("tool", "poetry", "dependencies", "python").text();
        if (poetry != null) {
            return choose(poetry, "pyproject.toml tool.poetry");
        }
        Doc pipfile = tree.toml("Pipfile").at("requires");
        String pipenv = pipfile.at("python_full_version").text();
        if (pipenv == null) {
            pipenv = pipfile.at("python_version").text();
        }
        if (pipenv != null) {
            return choose(pipenv, "Pipfile");
        }
        return new PythonVersion(DEFAULT, new SourcedVersion("3." + DEFAULT, "default"), List.of());
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static PythonVersion choose(String wanted, String source) {
        String plain = wanted.strip().replaceFirst("^(python|cpython)-?", "");
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
