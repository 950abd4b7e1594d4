package dev.autostack.planner.java;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.XmlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pom.xml with the parents that stand in the tree; properties are resolved through them. */
final class MavenPom {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
    private static final int MAX_PARENTS = 8;

    private final String path;
    private final XmlText.Element project;
    private final @Nullable MavenPom parent;
    private final Map<String, String> properties = new HashMap<>();

    private MavenPom(String path, XmlText.Element project, @Nullable MavenPom parent) {
        this.path = path;
        this.project = project;
        this.parent = parent;
        if (parent != null) {
            properties.putAll(parent.properties);
        }
        for (XmlText.Element property : project.at("properties").children()) {
            properties.put(property.name(), property.text());
        }
    }

    static @Nullable MavenPom read(SourceTree tree, String path) {
        return read(tree, path, 0);
    }

    private static @Nullable MavenPom read(SourceTree tree, String path, int depth) {
        XmlText.Element project = tree.xml(path);
        if (!project.name().equals("project")) {
            return null;
        }
        XmlText.Element parent = project.at("parent");
        MavenPom above = null;
        if (parent.present() && depth < MAX_PARENTS) {
            String relative = parent.textAt("relativePath");
            String target =
                    RelativePath.resolve(
                            RelativePath.parent(path),
                            relative == null
                                    ? "../pom.xml"
                                    : relative.endsWith(".xml") ? relative : relative + "/pom.xml");
            if (target != null && !target.equals(path) && tree.has(target)) {
                above = read(tree, target, depth + 1);
            }
        }
        return new MavenPom(path, project, above);
    }

    String path() {
        return path;
    }

    String packaging() {
        String packaging = project.textAt("packaging");
        return packaging == null ? "jar" : resolve(packaging);
    }

    String artifactId() {
        String id = project.textAt("artifactId");
        return id == null ? "app" : resolve(id);
    }

    List<String> modules() {
        Set<String> modules = new LinkedHashSet<>();
        List<XmlText.Element> holders = new ArrayList<>(List.of(project));
        holders.addAll(project.at("profiles").all("profile"));
        for (XmlText.Element holder : holders) {
            for (XmlText.Element module : holder.at("modules").all("module")) {
                String target = RelativePath.resolve(RelativePath.parent(path), module.text());
                if (target != null) {
                    modules.add(
                            target.endsWith(".xml")
                                    ? target
                                    : target.isEmpty() ? "pom.xml" : target + "/pom.xml");
                }
            }
            for (XmlText.Element module : holder.at("subprojects").all("subproject")) {
                String target = RelativePath.resolve(RelativePath.parent(path), module.text());
                if (target != null) {
                    modules.add(target + "/pom.xml");
                }
            }
        }
        return List.copyOf(modules);
    }

    /**
     * {@code groupId:artifactId} of parents, dependencies and build plugins, inherited ones too.
     */
    Set<String> coordinates() {
        Set<String> found = new LinkedHashSet<>();
        collect(found);
        return found;
    }

    private void collect(Set<String> found) {
        add(found, project.at("parent"));
        for (XmlText.Element dependency : project.at("dependencies").all("dependency")) {
            if (!"test".equals(dependency.textAt("scope"))) {
                add(found, dependency);
            }
        }
        for (XmlText.Element dependency :
                project.at("dependencyManagement", "dependencies").all("dependency")) {
            if ("import".equals(dependency.textAt("scope"))) {
                add(found, dependency);
            }
        }
        for (XmlText.Element plugin : project.at("build", "plugins").all("plugin")) {
            add(found, plugin);
        }
        for (XmlText.Element profile : project.at("profiles").all("profile")) {
            for (XmlText.Element dependency : profile.at("dependencies").all("dependency")) {
                add(found, dependency);
            }
        }
        if (parent != null) {
            parent.collect(found);
        }
    }

    private void add(Set<String> found, XmlText.Element element) {
        String group = element.textAt("groupId");
        String artifact = element.textAt("artifactId");
        if (artifact != null) {
            found.add(
                    resolve(group == null ? "org.apache.maven.plugins" : group)
                            + ":"
                            + resolve(artifact));
        }
    }

    /** A plug-in by its artifact id: those of this file and of its profiles, then the parents'. */
    List<XmlText.Element> plugins(String artifactId) {
        List<XmlText.Element> found = new ArrayList<>();
        List<XmlText.Element> holders = new ArrayList<>(List.of(project));
        holders.addAll(project.at("profiles").all("profile"));
        for (XmlText.Element holder : holders) {
            for (XmlText.Element plugin : holder.at("build", "plugins").all("plugin")) {
                if (artifactId.equals(plugin.textAt("artifactId"))) {
                    found.add(plugin);
                }
            }
        }
        if (parent != null) {
            found.addAll(parent.plugins(artifactId));
        }
        // What is managed here or above settles how a plug-in that is named runs.
        if (!found.isEmpty()) {
            for (XmlText.Element plugin :
                    project.at("build", "pluginManagement", "plugins").all("plugin")) {
                if (artifactId.equals(plugin.textAt("artifactId"))) {
                    found.add(plugin);
                }
            }
        }
        return found;
    }

    /** {@code group:artifact} of the topmost parent that is not in the tree, null without one. */
    @Nullable String parentOutside() {
        if (parent != null) {
            return parent.parentOutside();
        }
        XmlText.Element above = project.at("parent");
        return above.present()
                ? resolve(above.at("groupId").text()) + ":" + resolve(above.at("artifactId").text())
                : null;
    }

    /** Whether it names dependencies that the running program needs. */
    boolean hasLibraries() {
        for (XmlText.Element dependency : project.at("dependencies").all("dependency")) {
            String scope = dependency.textAt("scope");
            if (scope == null || scope.equals("compile") || scope.equals("runtime")) {
                return true;
            }
        }
        return parent != null && parent.hasLibraries();
    }

    /** Relative to the module. */
    String sourceDirectory() {
        String set = project.textAt("build", "sourceDirectory");
        String path = set == null ? "" : resolve(set).replaceFirst("^[./]*/", "");
        return path.isEmpty() || path.startsWith("..") ? "src/main" : path;
    }

    String resolved(String text) {
        return resolve(text);
    }

    /** The first of the properties that is set, resolved. */
    @Nullable String property(String... names) {
        for (String name : names) {
            String value = properties.get(name);
            if (value != null) {
                return resolve(value);
            }
        }
        return null;
    }

    /** release, source or target of the compiler plugin. */
    @Nullable String compilerRelease() {
        for (XmlText.Element plugins :
                List.of(
                        project.at("build", "plugins"),
                        project.at("build", "pluginManagement", "plugins"))) {
            for (XmlText.Element plugin : plugins.all("plugin")) {
                if ("maven-compiler-plugin".equals(plugin.textAt("artifactId"))) {
                    for (String name : List.of("release", "source", "target")) {
                        String value = plugin.textAt("configuration", name);
                        if (value != null) {
                            return resolve(value);
                        }
                    }
                }
            }
        }
        return parent == null ? null : parent.compilerRelease();
    }

    private String resolve(String text) {
        String value = text;
        for (int i = 0; i < 5 && value.contains("${"); i++) {
            Matcher matcher = PROPERTY.matcher(value);
            StringBuilder out = new StringBuilder();
            while (matcher.find()) {
                String known = properties.get(matcher.group(1));
                matcher.appendReplacement(
                        out, Matcher.quoteReplacement(known == null ? "" : known));
            }
            matcher.appendTail(out);
            value = out.toString();
            if (value.length() > 500) {
                return "";
            }
        }
        return value.strip();
    }
}
