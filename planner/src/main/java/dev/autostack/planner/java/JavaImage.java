package dev.autostack.planner.java;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.image.DockerfileText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Dockerfile of a Java project. What is run is put into two folders, {@code /out/dependencies}
 * and {@code /out/application}, that become a layer each: a changed source then moves kilobytes.
 */
final class JavaImage {
    static final String DOCKERIGNORE =
            "**/.git\n**/target\n**/.gradle\n**/node_modules\n**/.env\n**/.idea\n**/.DS_Store\n";

    /** What build tools put beside the jar that is run. */
    private static final String OTHER_JARS =
            "-e '-sources.jar' -e '-javadoc.jar' -e '-plain.jar' -e '-tests.jar' -e '/original-'";

    /** Most builds are over before the second compiler of the JVM pays off. */
    private static final String SHORT_LIVED =
            "export MAVEN_OPTS=\"${MAVEN_OPTS:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}\" && ";

    private final JavaProject project;
    private final @Nullable JavaFramework framework;
    private final PlanDraft draft;
    private final int jdk;
    private final boolean gradle;
    private final DockerfileText file;

    JavaImage(JavaProject project, @Nullable JavaFramework framework, PlanDraft draft, int jdk) {
        this.project = project;
        this.framework = framework;
        this.draft = draft;
        this.jdk = jdk;
        this.gradle = "gradle".equals(project.tool());
        this.file = new DockerfileText(draft.request());
    }

    String dockerfile(JavaProject.@Nullable Module module, boolean war) {
        String folder = module == null || module.folder().isEmpty() ? "" : module.folder() + "/";
        build();
        if (war) {
            file.run("cp $(ls " + jars(folder) + "/*.war | head -n 1) /app.war");
        } else if (isFramework("quarkus")) {
            quarkus(folder);
        } else if (isFramework("spring-boot")) {
            springBoot(folder);
        } else {
            jar(folder);
        }
        file.blank();
        if (war) {
            file.from("tomcat:10-jre" + Math.max(jdk, 11), "run");
            file.copyFromOwned(
                    "build",
                    "1000:1000",
                    List.of("/app.war"),
                    "/usr/local/tomcat/webapps/ROOT.war");
            file.run("chown -R 1000:1000 /usr/local/tomcat");
        } else {
            file.from("eclipse-temurin:" + jdk + "-jre", "run");
            file.workdir("/app");
            file.copyFrom("build", List.of("/out/dependencies/"), "/app/");
            file.copyFrom("build", List.of("/out/application/"), "/app/");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8080)));
        environment.put("SERVER_PORT", String.valueOf(draft.portOr(8080)));
        environment.put("JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError");
        file.env(environment);
        file.user("1000:1000");
        file.expose(draft.portOr(8080));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("java", "-jar", "/app/app.jar") : start.arguments());
        return file.toString();
    }

    private boolean isFramework(String id) {
        return framework != null && framework.id().equals(id);
    }

    private void build() {
        String image =
                project.wrapper()
                        ? "eclipse-temurin:" + jdk + "-jdk"
                        : gradle ? "gradle:8-jdk" + jdk : "maven:3-eclipse-temurin-" + jdk;
        file.from(image, "build");
        file.workdir("/src");
        List<String> mounts =
                gradle
                        ? List.of(file.cache("gradle", "/root/.gradle"))
                        : List.of(file.cache("maven", "/root/.m2"));
        file.copy(List.of("."), "./");
        file.buildVariables();
        file.runWithSecrets(
                mounts,
                (project.wrapper() ? "chmod +x " + (gradle ? "gradlew" : "mvnw") + " && " : "")
                        + (gradle ? "" : SHORT_LIVED)
                        + draft.build());
    }

    private String output(String folder) {
        return folder + (gradle ? "build" : "target");
    }

    private String jars(String folder) {
        return gradle ? output(folder) + "/libs" : output(folder);
    }

    private String mainJar(String folder) {
        return "$(ls -S " + jars(folder) + "/*.jar | grep -v " + OTHER_JARS + " | head -n 1)";
    }

    /** Jars that the build collected beside the program's are named by its Class-Path. */
    private void jar(String folder) {
        file.run(
                "mkdir -p /out/dependencies/lib /out/application && cp "
                        + mainJar(folder)
                        + " /out/application/app.jar && if [ -d "
                        + output(folder)
                        + "/lib ]; then cp -R "
                        + output(folder)
                        + "/lib/. /out/dependencies/lib/; fi");
    }

    /**
     * Spring Boot 3.3 and later take their jar apart themselves (Reference, "Efficient
     * Deployments"); that of an older one stays whole.
     */
    private void springBoot(String folder) {
        file.run(
                "mkdir -p /out/dependencies /out/application /unpacked && cp "
                        + mainJar(folder)
                        + " /unpacked/app.jar && cd /unpacked"
                        + " && if java -Djarmode=tools -jar app.jar extract --layers --destination layers"
                        + " && [ -f layers/application/app.jar ]; then"
                        + " for layer in layers/*; do if [ $layer = layers/dependencies ];"
                        + " then cp -R $layer/. /out/dependencies/; else cp -R $layer/. /out/application/; fi; done;"
                        + " else cp app.jar /out/application/; fi");
    }

    private void quarkus(String folder) {
        String app = output(folder) + "/quarkus-app";
        file.run(
                "mkdir -p /out/dependencies /out/application && if [ -d "
                        + app
                        + " ]; then cp -R "
                        + app
                        + "/lib /out/dependencies/ && rm -rf "
                        + app
                        + "/lib && cp -R "
                        + app
                        + "/. /out/application/ && mv /out/application/quarkus-run.jar /out/application/app.jar; else cp "
                        + (gradle ? output(folder) : jars(folder))
                        + "/*-runner.jar /out/application/app.jar; fi");
    }
}
