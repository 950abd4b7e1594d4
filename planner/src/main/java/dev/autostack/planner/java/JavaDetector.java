package dev.autostack.planner.java;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java, Kotlin and Groovy, by Maven's and Gradle's build files, sources or jars. */
public final class JavaDetector implements StackDetector {
    static final String STACK = "java";

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "*.java"),
                List.of(
                        ".tool-versions, mise.toml",
                        ".java-version",
                        ".sdkmanrc",
                        "system.properties",
                        "the release or toolchain of the build file"),
                JavaFramework.ALL.stream()
                        .map(f ->
                                new Recognised.Framework(
                                        f.id(), f.coordinates(), f.port() == 0 ? null : f.port()))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        JavaProject project = JavaProject.of(tree);
        if (project == null) {
            return List.of();
        }
        Tally tally = new Tally();
        JavaFramework framework = framework(project, tally);
        String android =
                framework == null && !"maven".equals(project.tool()) ? android(project) : null;
        if (android != null) {
            // Without a build file at the top there may be a server in another folder.
            boolean whole = project.tool() != null;
            tally.add(
                    whole ? String.valueOf(project.manifest()) : "AndroidManifest.xml",
                    android,
                    whole ? Tally.NAMED : Tally.CONFIGURED);
            return List.of(
                    new Candidate(
                            UnsupportedDetector.STACK,
                            null,
                            "android",
                            tally.evidence(),
                            JavaDetector::android));
        }
        if (framework == null) {
            String manifest = project.manifest();
            if (manifest != null) {
                tally.add(
                        manifest,
                        "is a build file of " + (project.tool() == null ? "Java" : project.tool()),
                        Tally.MANIFEST);
            } else {
                tally.add("*.java", "is Java source", 15);
            }
        }
        tally.addShare(tree, STACK, framework != null);
        return List.of(
                new Candidate(
                        STACK,
                        framework == null ? null : framework.id(),
                        tally,
                        request -> new JavaPlan(project, framework, request).make()));
    }

    /** What shows an app for Android, or null. */
    private static @Nullable String android(JavaProject project) {
        String plugin = project.first(JavaFramework.ANDROID);
        if (plugin != null) {
            return "names " + plugin;
        }
        return project.tree().files().stream()
                        .anyMatch(file ->
                                (file.endsWith("src/main/AndroidManifest.xml")
                                                || file.equals("AndroidManifest.xml"))
                                        && !Languages.isAside(file))
                ? "builds for Android"
                : null;
    }

    private static BuildPlan android(PlanRequest request) {
        return new PlanDraft(request)
                .missing(
                        "language_unsupported",
                        "This is an app for Android; there is nothing for a server to run.",
                        "Set the root directory to the folder of a server, or add a Dockerfile.");
    }

    private static @Nullable JavaFramework framework(JavaProject project, Tally tally) {
        for (JavaFramework known : JavaFramework.ALL) {
            for (JavaProject.Module module : project.modules()) {
                for (String coordinate : known.coordinates()) {
                    if (module.names(coordinate)) {
                        tally.add(project.manifestOf(module), "names " + coordinate, Tally.NAMED);
                        return known;
                    }
                }
            }
        }
        return project.modules().isEmpty() || project.tool() == null
                ? JavaLibraries.framework(project.tree(), tally)
                : null;
    }
}
