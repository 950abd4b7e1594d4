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
    private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final String QUICK = FIRST_COMPILER + " -XX:+UseSerialGC";

    /** The first JDK that makes and renews an archive of its classes by itself (JDK-8261455). */
    private static final int ARCHIVES_ITSELF = 19;

    private final JavaProject project;
    private final PlanDraft draft;
    private final int jdk;
    private final boolean gradle;
    private final DockerfileText file;

    JavaImage(JavaProject project, PlanDraft draft, int jdk) {
        this.project = project;
        this.draft = draft;
        this.jdk = jdk;
        this.gradle = "gradle".equals(project.tool());
        this.file = new DockerfileText(draft.request());
    }

    String dockerfile(JavaProject.@Nullable Module module, JavaLaunch launch) {
        String folder = module == null || module.folder().isEmpty() ? "" : module.folder() + "/";
        build(
                switch (launch) {
                    case JavaLaunch.War _ ->
                            "cp $(ls " + jars(folder) + "/*.war | head -n 1) /app.war";
                    case JavaLaunch.Quarkus _ -> quarkus(folder);
                    case JavaLaunch.Boot _ -> springBoot(folder);
                    case JavaLaunch.Installed _ -> installed(folder);
                    case JavaLaunch.Jar _, JavaLaunch.Unclear _ -> jar(folder);
                });
        file.blank();
        if (launch instanceof JavaLaunch.War) {
            file.from(ServletApi.of(project, module).image(jdk), "run");
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
            ReadFiles.named(project.tree(), folder, draft.start())
                    .forEach((name, path) ->
                            file.copyFrom("build", List.of("/src/" + path), "/app/" + name));
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

    /**
     * What collects the result is in the same step, as both run whenever a source has changed; but
     * not behind a command of a person, which may end in another folder.
     */
    private void build(String collect) {
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
        boolean own = draft.request().overrides().buildCommand() != null;
        file.runWithSecrets(
                mounts,
                (project.wrapper() ? project.runnableWrapper() : "")
                        + (gradle ? "" : quickMaven())
                        + draft.build()
                        + (own ? "" : " && " + collect));
        if (own) {
            file.run(collect);
        }
    }

    /**
     * Half of a small build is loading Maven and javac. The first build leaves their classes in the
     * cache, parsed and verified; a JVM that finds the archive made by another one makes it anew.
     * What is logged of that are hundreds of classes that stay out, and an "error" for each option
     * of Maven's that makes the JVM set aside a part of the archive.
     */
    private String quickMaven() {
        String archive =
                jdk < ARCHIVES_ITSELF
                        ? ""
                        : " -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=/root/.m2/classes-"
                                + jdk
                                + ".jsa -Xlog:disable";
        String options = project.choosesCollector() ? FIRST_COMPILER : QUICK;
        return "export MAVEN_OPTS=\"${MAVEN_OPTS:-" + options + archive + "}\" && ";
    }

    private String output(String folder) {
        return folder + (gradle ? "build" : "target");
    }

    private String jars(String folder) {
        return gradle ? output(folder) + "/libs" : output(folder);
    }

    private String mainJar(String folder) {
        return "$(ls -S " + jars(folder) + "/*.[jw]ar | grep -v " + OTHER_JARS + " | head -n 1)";
    }

    /**
     * Jars that the build collected are beside the program's in the image: dependencies of the
     * classes in {@code lib}, what its Class-Path names where it says.
     */
    private String jar(String folder) {
        List<String> collected = gradle ? List.of("lib") : List.of("lib", "libs");
        StringBuilder copies = new StringBuilder();
        for (String name : collected) {
            String from = output(folder) + "/" + name;
            copies.append(" && if [ -d ").append(from).append(" ]; then cp -R ");
            copies.append(from).append(" /out/dependencies/; fi");
        }
        if (!gradle) {
            String from = output(folder) + "/dependency";
            copies.append(" && if [ -d ").append(from).append(" ]; then mkdir -p");
            copies.append(" /out/dependencies/lib && cp -R ").append(from);
            copies.append("/. /out/dependencies/lib/; fi");
        }
        return "mkdir -p /out/dependencies /out/application && cp "
                + mainJar(folder)
                + " /out/application/app.jar"
                + copies;
    }

    /** The launcher finds the jars by its own place; those of the project change most often. */
    private String installed(String folder) {
        String from = output(folder) + "/install/*";
        return "mkdir -p /out/dependencies /out/application/bin /out/application/lib && cp -R "
                + from
                + "/lib /out/dependencies/ && cp $(ls "
                + from
                + "/bin/* | grep -v -e '.bat$' | head -n 1) /out/application/bin/app"
                + " && find . -path '*/build/libs/*.jar' -exec basename {} ';' | while read -r jar;"
                + " do if [ -f /out/dependencies/lib/$jar ]; then mv /out/dependencies/lib/$jar"
                + " /out/application/lib/; fi; done";
    }

    /**
     * Spring Boot 3.3 and later take their archive apart themselves (Reference, "Efficient
     * Deployments"), 2.3 and later unpack it for their own launcher ("Layering Docker Images");
     * then a jar of a manifest alone names that launcher. An archive without layers stays whole.
     * The mode is only asked for when the archive has it: an older one would start the app. The
     * names of its entries stand in an archive as they are, so no JVM has to list them.
     */
    private String springBoot(String folder) {
        return "mkdir -p /out/dependencies /out/application /unpacked && cp "
                + mainJar(folder)
                + " /unpacked/app.jar && cd /unpacked && "
                + "if grep -aq INF/lib/spring-boot-jarmode-tools app.jar"
                + " && java "
                + QUICK
                + " -Djarmode=tools -jar app.jar extract --layers --destination layers"
                + " && [ -f layers/application/app.jar ]; then true;"
                + " elif grep -aq INF/lib/spring-boot-jarmode-layertools app.jar"
                + " && java "
                + QUICK
                + " -Djarmode=layertools -jar app.jar extract --destination layers"
                + " && [ -f layers/application/META-INF/MANIFEST.MF ]; then"
                + " (grep ^Main-Class: layers/application/META-INF/MANIFEST.MF;"
                + " echo 'Class-Path: ./') > manifest"
                + " && jar cfm layers/application/app.jar manifest;"
                + " else rm -rf layers && mkdir -p layers/application"
                + " && cp app.jar layers/application/; fi"
                + " && for layer in layers/*; do if [ $layer = layers/dependencies ];"
                + " then cp -R $layer/. /out/dependencies/; else cp -R $layer/. /out/application/; fi; done";
    }

    private String quarkus(String folder) {
        String app = output(folder) + "/quarkus-app";
        return "mkdir -p /out/dependencies /out/application && if [ -d "
                + app
                + " ]; then cp -R "
                + app
                + "/lib /out/dependencies/ && rm -rf "
                + app
                + "/lib && cp -R "
                + app
                + "/. /out/application/ && mv /out/application/quarkus-run.jar /out/application/app.jar; else cp "
                + (gradle ? output(folder) : jars(folder))
                + "/*-runner.jar /out/application/app.jar; fi";
    }
}
