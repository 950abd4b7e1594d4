package dev.autostack.planner.java;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.SourceTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the program of a Java project is put into its image and started. */
sealed interface JavaLaunch {

    /** In a servlet container. */
    record War() implements JavaLaunch {}

    /** {@code quarkus-app} or a runner. */
    record Quarkus() implements JavaLaunch {}

    /** Spring Boot's archive, taken apart into layers. */
    record Boot() implements JavaLaunch {}

    /**
     * A jar.
     *
     * @param mainClass null = its manifest names it
     * @param libraries whether the build has to collect the jars that it needs
     */
    record Jar(@Nullable String mainClass, boolean libraries) implements JavaLaunch {}

    /** What the application plug-in of Gradle installs. */
    record Installed() implements JavaLaunch {}

    /** Nothing says what to start, or several classes could be meant. */
    record Unclear(List<String> candidates) implements JavaLaunch {
        public Unclear {
            candidates = List.copyOf(candidates);
        }
    }

    static JavaLaunch of(
            SourceTree tree,
            boolean gradle,
            @Nullable JavaFramework framework,
            JavaProject.@Nullable Module module) {
        String id = framework == null ? "" : framework.id();
        if (module == null) {
            return new Jar(null, false);
        }
        if (module.packaging().equals("war") && !id.equals("spring-boot")) {
            return new War();
        }
        if (id.equals("quarkus")) {
            return new Quarkus();
        }
        Artifact artifact = module.artifact();
        return switch (artifact.kind()) {
            case BOOT -> new Boot();
            case UNKNOWN -> id.equals("spring-boot") ? new Boot() : new Jar(null, false);
            case WHOLE -> new Jar(null, false);
            case INSTALLED -> new Installed();
            case WHOLE_WITHOUT_MAIN -> started(tree, artifact, false);
            case CLASSES ->
                    gradle && id.equals("spring-boot")
                            ? new Boot()
                            : gradle
                                    ? new Unclear(List.of())
                                    : started(tree, artifact, artifact.libraries());
        };
    }

    private static JavaLaunch started(SourceTree tree, Artifact artifact, boolean libraries) {
        String named = artifact.mainClass();
        if (named != null) {
            return new Jar(named, libraries);
        }
        List<String> found = MainClasses.below(tree, artifact.sources());
        return found.size() == 1 ? new Jar(found.getFirst(), libraries) : new Unclear(found);
    }

    default CommandLine command() {
        return switch (this) {
            case War _ -> CommandLine.of("war", "catalina.sh", "run");
            case Installed _ -> CommandLine.of("application plug-in", "/app/bin/app");
            case Jar(String main, _) when main != null ->
                    CommandLine.of("main class", "java", "-cp", "/app/app.jar:/app/lib/*", main);
            case Jar _, Quarkus _, Boot _, Unclear _ ->
                    CommandLine.of("jar", "java", "-jar", "/app/app.jar");
        };
    }
}
