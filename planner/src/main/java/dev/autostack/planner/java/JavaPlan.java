package dev.autostack.planner.java;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.parse.Doc;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands, port and image of a Java project. */
final class JavaPlan {
    private static final int DEFAULT = 21;

    /** Modules whose sources are searched for a main class when no name tells. */
    private static final int MAX_LOOKED_THROUGH = 20;

    private static final List<Integer> OFFERED = List.of(8, 11, 17, 21, 25);

    private final JavaProject project;
    private final @Nullable JavaFramework framework;
    private final PlanRequest request;

    /** Where the whole build begins: a module is built from there. */
    private final SourceTree tree;

    /** The module that the settings name, "" for the whole build. */
    private final String member;

    JavaPlan(JavaProject project, @Nullable JavaFramework framework, PlanRequest request) {
        this.project = project.whole();
        this.framework = framework;
        this.request = request;
        this.tree = this.project.tree();
        this.member = request.tree().from(tree);
    }

    BuildPlan make() {
        PlanDraft draft = new PlanDraft(request);
        SourcedVersion version = version();
        int jdk = jdk(version.value());
        draft.toolchain(project.tool(), version);
        JavaProject.Module module = module();
        String folder = module == null ? "" : module.folder();
        JavaLaunch launch =
                module == null && !project.modules().isEmpty()
                        ? new JavaLaunch.Unclear(List.of())
                        : launch(module);
        draft.build(build(module, launch));
        draft.port(port(folder));
        draft.health(health(module));
        stores(draft);
        if (project.tool() == null) {
            return draft.missing(
                    "build_tool_missing",
                    "There are Java sources, but no pom.xml and no build.gradle.",
                    "Add a Maven or Gradle build, or a Dockerfile.");
        }
        if (draft.start() == null && launch instanceof JavaLaunch.Unclear unclear) {
            return unclear(draft, unclear);
        }
        CommandLine set = draft.start();
        CommandLine known =
                set != null && set.source().equals("Procfile")
                        ? JavaProcfile.inImage(set, launch)
                        : null;
        if (known != null) {
            draft.startInstead(known);
        }
        String prefix = folder.isEmpty() ? "" : folder + "/";
        draft.start(
                isDropwizard() && !(launch instanceof JavaLaunch.War)
                        ? ReadFiles.dropwizard(tree, prefix, launch.command())
                        : launch.command());
        return draft.done(
                tree,
                new JavaImage(project, draft, jdk).dockerfile(module, launch),
                JavaImage.DOCKERIGNORE);
    }

    private BuildPlan unclear(PlanDraft draft, JavaLaunch.Unclear unclear) {
        if (!unclear.candidates().isEmpty()) {
            List<String> some = unclear.candidates().stream().limit(5).toList();
            return draft.missing(
                    "main_class_ambiguous",
                    "Several classes have a main method: " + String.join(", ", some) + ".",
                    "Name one as mainClass of maven-jar-plugin, or set the start command: java -cp"
                            + " /app/app.jar:/app/lib/* "
                            + some.getFirst());
        }
        return "gradle".equals(project.tool())
                ? draft.missing(
                        "main_class_missing",
                        "The build makes a jar that nothing can start: there is neither the"
                                + " application plug-in nor one that makes a jar with all"
                                + " dependencies.",
                        "Add the plug-in application with application { mainClass = \"...\" }.")
                : draft.missing(
                        "main_class_missing",
                        "The build makes a jar that nothing can start: looked at the plug-ins of"
                                + " pom.xml and for a main method in the sources.",
                        "Name the main class as mainClass of maven-jar-plugin, or set the root"
                                + " directory to the module that is run.");
    }

    /**
     * The module that is run: the one that names the framework's plugin, else the framework, else
     * the top.
     */
    private JavaProject.@Nullable Module module() {
        List<JavaProject.Module> modules =
                project.modules().stream()
                        .filter(module ->
                                member.isEmpty()
                                        || module.folder().equals(member)
                                        || module.folder().startsWith(member + "/"))
                        .toList();
        JavaProject.Module best = best(modules);
        if (best == null || modules.size() > MAX_LOOKED_THROUGH || hasMain(best.folder())) {
            return best;
        }
        List<JavaProject.Module> started =
                modules.stream()
                        .filter(module -> !(launch(module) instanceof JavaLaunch.Unclear))
                        .toList();
        JavaProject.Module other = best(started);
        return other == null ? best : other;
    }

    private JavaLaunch launch(JavaProject.@Nullable Module module) {
        return JavaLaunch.of(tree, "gradle".equals(project.tool()), framework, module);
    }

    private JavaProject.@Nullable Module best(List<JavaProject.Module> modules) {
        JavaProject.Module best = null;
        int most = -1;
        for (JavaProject.Module module : modules) {
            int points = 0;
            if (framework != null) {
                points += framework.coordinates().stream().anyMatch(module::names) ? 4 : 0;
            }
            points +=
                    module.names("org.springframework.boot:spring-boot-maven-plugin")
                                    || module.names("plugin:org.springframework.boot")
                            ? 2
                            : 0;
            points += module.names("org.springframework.boot:spring-boot-starter-web") ? 2 : 0;
            points += hasMain(module.folder()) ? 5 : 0;
            points -= module.packaging().equals("pom") ? 20 : 0;
            if (points > most) {
                best = module;
                most = points;
            }
        }
        return best;
    }

    private boolean hasMain(String folder) {
        String prefix = folder.isEmpty() ? "src/main/" : folder + "/src/main/";
        return tree.files().stream()
                .anyMatch(file ->
                        file.startsWith(prefix)
                                && file.matches(
                                        ".*(Application|Main|App)(Kt)?\\.(java|kt|groovy)"));
    }

    private SourcedVersion version() {
        String set = request.overrides().runtimeVersion();
        if (set != null) {
            return new SourcedVersion(set, request.versionSource());
        }
        SourcedVersion tool = ToolVersions.of(request.tree(), "java");
        if (tool == null) {
            tool = ToolVersions.file(request.tree(), ".java-version");
        }
        if (tool != null) {
            return tool;
        }
        String sdkman = request.tree().text(".sdkmanrc");
        String system = request.tree().text("system.properties");
        for (String[] pair :
                new String[][] {
                    {sdkman, "java=", ".sdkmanrc"},
                    {system, "java.runtime.version=", "system.properties"}
                }) {
            for (String line : pair[0] == null ? List.<String>of() : pair[0].lines().toList()) {
                if (line.strip().startsWith(pair[1])) {
                    return new SourcedVersion(line.strip().substring(pair[1].length()), pair[2]);
                }
            }
        }
        for (JavaProject.Module module : project.modules()) {
            String found = module.javaVersion();
            if (found != null && !found.isBlank()) {
                return new SourcedVersion(found, String.valueOf(project.manifest()));
            }
        }
        return new SourcedVersion(String.valueOf(DEFAULT), "default");
    }

    /** The smallest long-term release that runs the wanted one. */
    private static int jdk(String wanted) {
        java.util.regex.Matcher number =
                java.util.regex.Pattern.compile("(?:.*?[^0-9])?(?:1\\.)?([0-9]{1,2})(?:[^0-9].*)?")
                        .matcher(wanted);
        int major = number.matches() ? Integer.parseInt(number.group(1)) : DEFAULT;
        for (int offered : OFFERED) {
            if (offered >= major) {
                return offered;
            }
        }
        return OFFERED.getLast();
    }

    private String build(JavaProject.@Nullable Module module, JavaLaunch launch) {
        String folder = module == null ? "" : module.folder();
        if ("gradle".equals(project.tool())) {
            String tool = project.wrapper() ? "./gradlew" : "gradle";
            String path = folder.isEmpty() ? "" : ":" + folder.replace('/', ':') + ":";
            return tool + " " + path + task(module, launch) + " -x test --no-daemon";
        }
        String tool = project.wrapper() ? "./mvnw" : "mvn";
        boolean collects =
                switch (launch) {
                    case JavaLaunch.Jar jar -> jar.libraries();
                    // The start command that a person sets may name them.
                    case JavaLaunch.Unclear _ -> module != null && module.artifact().libraries();
                    case JavaLaunch.Boot _,
                            JavaLaunch.Installed _,
                            JavaLaunch.Quarkus _,
                            JavaLaunch.War _ ->
                            false;
                };
        return tool
                + " -B package"
                + (collects ? " dependency:copy-dependencies -DincludeScope=runtime" : "")
                + " -DskipTests"
                + (folder.isEmpty() ? "" : " -pl " + folder + " -am");
    }

    private static String task(JavaProject.@Nullable Module module, JavaLaunch launch) {
        return switch (launch) {
            case JavaLaunch.Boot _ ->
                    module != null && module.packaging().equals("war") ? "bootWar" : "bootJar";
            case JavaLaunch.Installed _ -> "installDist";
            case JavaLaunch.Jar _ ->
                    module != null && GradleArtifact.makesShadowJar(module.coordinates())
                            ? "shadowJar"
                            : "build";
            case JavaLaunch.War _, JavaLaunch.Quarkus _, JavaLaunch.Unclear _ -> "build";
        };
    }

    private int port(String folder) {
        String base = (folder.isEmpty() ? "" : folder + "/") + "src/main/resources/";
        for (String name : List.of("application.properties", "application-prod.properties")) {
            String text = tree.text(base + name);
            for (String line : text == null ? List.<String>of() : text.lines().toList()) {
                java.util.regex.Matcher port =
                        java.util.regex.Pattern.compile(
                                        "(?:server\\.port|quarkus\\.http\\.port|micronaut\\.server\\.port)\\s*[=:]\\s*(?:\\$\\{[A-Z_]+:)?([0-9]{2,5})}?.*")
                                .matcher(line.strip());
                if (port.matches()) {
                    return Integer.parseInt(port.group(1));
                }
            }
        }
        for (String name : List.of("application.yml", "application.yaml")) {
            Doc yaml = tree.has(base + name) ? tree.yaml(base + name) : Doc.nothing();
            for (Doc found :
                    List.of(
                            yaml.at("server", "port"),
                            yaml.at("quarkus", "http", "port"),
                            yaml.at("micronaut", "server", "port"))) {
                String text = found.textOr("").replaceFirst("^\\$\\{[A-Za-z_]+:([0-9]+)}$", "$1");
                if (text.matches("[1-9][0-9]{1,4}")) {
                    return Integer.parseInt(text);
                }
            }
        }
        Integer read =
                isDropwizard()
                        ? ReadFiles.dropwizardPort(tree, folder.isEmpty() ? "" : folder + "/")
                        : null;
        return read != null
                ? read
                : framework == null || framework.port() == 0 ? 8080 : framework.port();
    }

    private boolean isDropwizard() {
        return framework != null && framework.id().equals("dropwizard");
    }

    private @Nullable String health(JavaProject.@Nullable Module module) {
        if (framework == null || module == null) {
            return null;
        }
        return switch (framework.id()) {
            case "spring-boot" ->
                    names("org.springframework.boot:spring-boot-starter-actuator")
                            ? "/actuator/health"
                            : "/";
            case "quarkus" -> names("io.quarkus:quarkus-smallrye-health") ? "/q/health" : "/";
            case "micronaut" -> names("io.micronaut:micronaut-management") ? "/health" : "/";
            default -> "/";
        };
    }

    private boolean names(String coordinate) {
        return project.modules().stream().anyMatch(module -> module.names(coordinate));
    }

    private void stores(PlanDraft draft) {
        if (names("org.postgresql:")) {
            draft.datastore("postgres");
        }
        if (names("com.mysql:") || names("mysql:mysql-connector") || names("org.mariadb.jdbc:")) {
            draft.datastore("mysql");
        }
        if (names("org.springframework.boot:spring-boot-starter-data-mongodb")
                || names("org.mongodb:")) {
            draft.datastore("mongodb");
        }
        if (names("org.springframework.boot:spring-boot-starter-data-redis")
                || names("redis.clients:")
                || names("io.lettuce:")) {
            draft.datastore("redis");
        }
    }
}
