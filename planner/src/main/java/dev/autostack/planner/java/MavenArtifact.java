package dev.autostack.planner.java;

import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.XmlText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what {@code mvn package} makes of a module, by the plug-ins that are bound to it. */
final class MavenArtifact {
    /** Parents outside of the tree that bind no plug-in which makes a jar that can be started. */
    private static final Set<String> PLAIN_PARENTS =
            Set.of(
                    "org.springframework.boot:spring-boot-starter-parent",
                    "org.sonatype.oss:oss-parent",
                    "org.apache:apache");

    private static final Set<String> WHOLE_JAR_PLUGINS =
            Set.of(
                    "vertx-maven-plugin",
                    "quarkus-maven-plugin",
                    "onejar-maven-plugin",
                    "capsule-maven-plugin",
                    "nar-maven-plugin",
                    "thorntail-maven-plugin",
                    "payara-micro-maven-plugin",
                    "wildfly-jar-maven-plugin");

    private final MavenPom pom;
    private final @Nullable String outside;

    private MavenArtifact(MavenPom pom) {
        this.pom = pom;
        this.outside = pom.parentOutside();
    }

    static Artifact of(MavenPom pom) {
        return new MavenArtifact(pom).make();
    }

    private boolean unknownParent() {
        return outside != null && !PLAIN_PARENTS.contains(outside);
    }

    private Artifact make() {
        Artifact.Kind kind = kind();
        return new Artifact(
                kind,
                kind == Artifact.Kind.CLASSES || kind == Artifact.Kind.WHOLE_WITHOUT_MAIN
                        ? mainClass()
                        : null,
                pom.hasLibraries() || outside != null,
                RelativePath.join(RelativePath.parent(pom.path()), pom.sourceDirectory()));
    }

    private Artifact.Kind kind() {
        List<XmlText.Element> boot = pom.plugins("spring-boot-maven-plugin");
        if (boot.stream().anyMatch(plugin -> outside != null || runs(plugin, "repackage"))) {
            return Artifact.Kind.BOOT;
        }
        if (WHOLE_JAR_PLUGINS.stream().anyMatch(name -> !pom.plugins(name).isEmpty())) {
            return Artifact.Kind.WHOLE;
        }
        List<XmlText.Element> whole =
                List.of("maven-shade-plugin", "maven-assembly-plugin").stream()
                        .flatMap(name -> pom.plugins(name).stream())
                        .filter(plugin ->
                                unknownParent()
                                        || runs(plugin, "shade")
                                        || runs(plugin, "single")
                                        || runs(plugin, "assembly"))
                        .toList();
        if (!whole.isEmpty()) {
            boolean named =
                    whole.stream().anyMatch(plugin -> namesMain(plugin) != null)
                            || pom.plugins("maven-jar-plugin").stream()
                                    .anyMatch(plugin -> namesMain(plugin) != null);
            return named || unknownParent()
                    ? Artifact.Kind.WHOLE
                    : Artifact.Kind.WHOLE_WITHOUT_MAIN;
        }
        if (unknownParent() && mainClass() == null) {
            return Artifact.Kind.UNKNOWN;
        }
        return Artifact.Kind.CLASSES;
    }

    private static boolean runs(XmlText.Element plugin, String goal) {
        return plugin.at("executions").all("execution").stream()
                .flatMap(execution -> execution.at("goals").all("goal").stream())
                .anyMatch(found -> found.text().equals(goal));
    }

    private @Nullable String mainClass() {
        for (String name :
                List.of(
                        "maven-jar-plugin",
                        "maven-shade-plugin",
                        "maven-assembly-plugin",
                        "exec-maven-plugin",
                        "appassembler-maven-plugin",
                        "jib-maven-plugin",
                        "spring-boot-maven-plugin")) {
            for (XmlText.Element plugin : pom.plugins(name)) {
                String found = namesMain(plugin);
                if (found != null) {
                    return found;
                }
            }
        }
        String property = pom.property("exec.mainClass", "mainClass", "main.class", "start-class");
        return property == null || property.isBlank() ? null : property;
    }

    /** The text of the first {@code mainClass} or {@code Main-Class} in a plug-in's settings. */
    private @Nullable String namesMain(XmlText.Element element) {
        if (element.name().equals("mainClass") || element.name().equals("Main-Class")) {
            String name = pom.resolved(element.text());
            return name.isBlank() ? null : name;
        }
        for (XmlText.Element child : element.children()) {
            String found = namesMain(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
