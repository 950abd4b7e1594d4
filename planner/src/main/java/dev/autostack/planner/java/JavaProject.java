package dev.autostack.planner.java;

import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Java project with its modules.
 *
 * @param tool maven, gradle, or null for sources or a jar alone
 * @param manifest the build file at the top
 * @param modules all modules, the top first
 */
record JavaProject(
        SourceTree tree, @Nullable String tool, @Nullable String manifest, List<Module> modules) {
    private static final int MAX_MODULES = 120;

    /**
     * One module.
     *
     * @param folder "" for the top
     * @param coordinates {@code group:artifact} of what it names; plugins of Gradle as {@code
     *     plugin:id}
     */
    record Module(
            String folder,
            String packaging,
            Artifact artifact,
            Set<String> coordinates,
            @Nullable String javaVersion) {
        Module {
            coordinates = Set.copyOf(coordinates);
        }

        boolean names(String prefix) {
            return coordinates.stream().anyMatch(c -> c.startsWith(prefix));
        }
    }

    static @Nullable JavaProject of(SourceTree tree) {
        if (tree.has("pom.xml")) {
            return new JavaProject(tree, "maven", "pom.xml", mavenModules(tree));
        }
        String gradle =
                tree.firstOf(
                        "build.gradle",
                        "build.gradle.kts",
                        "settings.gradle",
                        "settings.gradle.kts");
        if (gradle != null) {
            return new JavaProject(tree, "gradle", gradle, gradleModules(tree));
        }
        String maven =
                tree.firstOf(
                        "pom.yml",
                        "pom.yaml",
                        "pom.groovy",
                        ".mvn/extensions.xml",
                        "pom.atom",
                        "pom.kts",
                        "pom.scala");
        if (maven != null) {
            return new JavaProject(tree, "maven", maven, List.of());
        }
        String other =
                tree.firstOf(
                        "build.xml",
                        "WEB-INF/web.xml",
                        "META-INF/MANIFEST.MF",
                        "src/main/webapp/WEB-INF/web.xml",
                        "WebContent/WEB-INF/web.xml",
                        "WebRoot/WEB-INF/web.xml",
                        "web/WEB-INF/web.xml");
        boolean sources =
                tree.share("java") > 0.5
                        || tree.namesIn("").stream()
                                .anyMatch(n -> n.endsWith(".java") || n.endsWith(".jar"));
        if (other == null && !sources) {
            return null;
        }
        return new JavaProject(tree, null, other, List.of());
    }

    /** The build file of a module, or that of the top when it has none of its own. */
    String manifestOf(Module module) {
        String top = String.valueOf(manifest);
        if (module.folder().isEmpty()) {
            return top;
        }
        String prefix = module.folder() + "/";
        String own =
                tree.firstOf(
                        prefix + "pom.xml", prefix + "build.gradle", prefix + "build.gradle.kts");
        return own == null ? top : own;
    }

    /** The topmost build above that has this one as a module; itself when there is none. */
    JavaProject whole() {
        JavaProject whole = this;
        boolean settings = tree.firstOf("settings.gradle", "settings.gradle.kts") != null;
        if (tool == null || (tool.equals("gradle") && settings)) {
            return whole;
        }
        for (SourceTree up = tree.parent(); up != null; up = up.parent()) {
            boolean begins =
                    tool.equals("maven")
                            ? up.has("pom.xml")
                            : up.firstOf("settings.gradle", "settings.gradle.kts") != null;
            JavaProject above = begins ? of(up) : null;
            String folder = tree.from(up);
            if (above != null
                    && tool.equals(above.tool)
                    && above.modules.stream().anyMatch(m -> m.folder().equals(folder))) {
                whole = above;
            }
        }
        return whole;
    }

    private static List<Module> mavenModules(SourceTree tree) {
        List<Module> modules = new ArrayList<>();
        List<String> open = new ArrayList<>(List.of("pom.xml"));
        Set<String> seen = new LinkedHashSet<>(open);
        for (int i = 0; i < open.size() && modules.size() < MAX_MODULES; i++) {
            MavenPom pom = MavenPom.read(tree, open.get(i));
            if (pom == null) {
                continue;
            }
            String release =
                    pom.property(
                            "maven.compiler.release",
                            "java.version",
                            "maven.compiler.source",
                            "maven.compiler.target",
                            "release.version",
                            "jdk.version",
                            "javaVersion");
            if (release == null) {
                release = pom.compilerRelease();
            }
            modules.add(
                    new Module(
                            RelativePath.parent(open.get(i)),
                            pom.packaging(),
                            MavenArtifact.of(pom),
                            pom.coordinates(),
                            release));
            for (String module : pom.modules()) {
                if (tree.has(module) && seen.add(module)) {
                    open.add(module);
                }
            }
        }
        return modules;
    }

    private static List<Module> gradleModules(SourceTree tree) {
        List<Module> modules = new ArrayList<>();
        // Plugins of the settings stand for the whole build.
        Set<String> shared = new LinkedHashSet<>();
        GradleBuild.read(tree, List.of("settings.gradle", "settings.gradle.kts"))
                .plugins()
                .forEach(plugin -> shared.add("plugin:" + plugin));
        // The script at the top may set up the modules below it.
        GradleBuild top = GradleBuild.read(tree, List.of("build.gradle", "build.gradle.kts"));
        for (String file : tree.files()) {
            if (RelativePath.depth(file) > 4 || modules.size() >= MAX_MODULES) {
                break;
            }
            String name = RelativePath.name(file);
            boolean script = name.equals("build.gradle") || name.equals("build.gradle.kts");
            if (!script
                    || file.startsWith("buildSrc/")
                    || (Languages.isAside(file) && RelativePath.depth(file) > 1)) {
                continue;
            }
            String folder = RelativePath.parent(file);
            GradleBuild build = GradleBuild.read(tree, List.of(file));
            Set<String> names = new LinkedHashSet<>(build.coordinates());
            names.addAll(shared);
            build.plugins().forEach(plugin -> names.add("plugin:" + plugin));
            boolean war = build.plugins().contains("war");
            Set<String> plugins = new LinkedHashSet<>(build.plugins());
            plugins.addAll(top.plugins());
            modules.add(
                    new Module(
                            folder,
                            war ? "war" : "jar",
                            GradleArtifact.of(build, plugins, folder),
                            names,
                            build.javaVersion()));
        }
        return modules;
    }

    /** The first of the coordinates that a module names, or null. */
    @Nullable String first(List<String> coordinates) {
        for (String coordinate : coordinates) {
            if (modules.stream().anyMatch(module -> module.names(coordinate))) {
                return coordinate;
            }
        }
        return null;
    }

    boolean wrapper() {
        return tree.text(wrapperScript()) != null;
    }

    /**
     * Lets Linux start the wrapper: Git on Windows leaves out the permission and ends lines its
     * way.
     */
    String runnableWrapper() {
        String script = wrapperScript();
        return (tree.endsLinesAsWindows(script) ? "sed -i 's/\\r$//' " + script + " && " : "")
                + "chmod +x "
                + script
                + " && ";
    }

    private String wrapperScript() {
        return "gradle".equals(tool) ? "gradlew" : "mvnw";
    }

    /** True when the project chooses Maven's collector; a JVM that is told two does not start. */
    boolean choosesCollector() {
        String options = tree.text(".mvn/jvm.config");
        return options != null && options.matches("(?s).*-XX:[+-]Use\\w*GC\\b.*");
    }
}
