package dev.autostack.planner.java;

import dev.autostack.planner.files.RelativePath;
import java.util.List;
import java.util.Set;

/** Says what a Gradle module's build makes, by its plug-ins and those of the scripts above it. */
final class GradleArtifact {
    private static final List<String> WHOLE_JAR_PLUGINS =
            List.of(
                    "com.github.johnrengelman.shadow",
                    "com.gradleup.shadow",
                    "io.ktor.plugin",
                    "io.vertx.vertx-plugin");

    private static final List<String> APPLICATION_PLUGINS =
            List.of("application", "io.micronaut.application", "io.ratpack.ratpack-java");

    /** Plug-ins of which it is known that they make nothing that can be started. */
    private static final Set<String> OTHERS =
            Set.of(
                    "java",
                    "java-library",
                    "groovy",
                    "kotlin",
                    "idea",
                    "eclipse",
                    "jacoco",
                    "checkstyle",
                    "pmd",
                    "maven-publish",
                    "signing",
                    "org.jetbrains.kotlin.jvm",
                    "org.jetbrains.kotlin.plugin.serialization",
                    "org.jetbrains.kotlin.plugin.spring",
                    "com.diffplug.spotless",
                    "io.spring.dependency-management",
                    "com.github.ben-manes.versions",
                    "org.gradle.toolchains.foojay-resolver-convention",
                    "io.freefair.lombok");

    private GradleArtifact() {}

    static Artifact of(GradleBuild build, Set<String> plugins, String folder) {
        return new Artifact(
                kind(build, plugins),
                null,
                !build.coordinates().isEmpty(),
                RelativePath.join(folder, "src/main"));
    }

    private static Artifact.Kind kind(GradleBuild build, Set<String> plugins) {
        if (plugins.contains("org.springframework.boot")) {
            return Artifact.Kind.BOOT;
        }
        if (WHOLE_JAR_PLUGINS.stream().anyMatch(plugins::contains)) {
            return Artifact.Kind.WHOLE;
        }
        if (APPLICATION_PLUGINS.stream().anyMatch(plugins::contains)) {
            return Artifact.Kind.INSTALLED;
        }
        return build.namesMainInManifest() || !OTHERS.containsAll(plugins)
                ? Artifact.Kind.UNKNOWN
                : Artifact.Kind.CLASSES;
    }

    static boolean makesShadowJar(Set<String> coordinates) {
        return WHOLE_JAR_PLUGINS.stream()
                .anyMatch(plugin -> coordinates.contains("plugin:" + plugin));
    }
}
