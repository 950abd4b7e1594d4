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
    private static final List<Integer> OFFERED = List.of(8, 11, 17, 21, 25);

    private final JavaProject project;
    private final @Nullable JavaFramework framework;
    private final PlanRequest request;
    private final SourceTree tree;

    JavaPlan(JavaProject project, @Nullable JavaFramework framework, PlanRequest request) {
        this.project = project;
        this.framework = framework;
        this.request = request;
        this.tree = request.tree();
    }

    BuildPlan make() {
        PlanDraft draft = new PlanDraft(request);
        SourcedVersion version = version();
        int jdk = jdk(version.value());
        draft.toolchain(project.tool(), version);
        JavaProject.Module module = module();
        String folder = module == null ? "" : module.folder();
        draft.build(build(module));
        draft.port(port(folder));
        draft.health(health(module));
        stores(draft);
        boolean war = module != null && module.packaging().equals("war") && !isBoot();
        draft.start(
                war
                        ? CommandLine.of("war", "catalina.sh", "run")
                        : CommandLine.of("jar", "java", "-jar", "/app/app.jar"));
        if (framework != null && framework.id().equals("android")) {
            return draft.missing(
                    "not_a_web_app",
                    "This is an Android app; it answers no requests.",
                    "Deploy its back end, if it has one, by setting the root directory.");
        }
        if (project.tool() == null) {
            return draft.missing(
                    "build_tool_missing",
                    "There are Java sources, but no pom.xml and no build.gradle.",
                    "Add a Maven or Gradle build, or a Dockerfile.");
        }
        return draft.done(
                new JavaImage(project, framework, draft, jdk).dockerfile(module, war),
                JavaImage.DOCKERIGNORE);
    }

    private boolean isBoot() {
        return framework != null && framework.id().equals("spring-boot");
    }

    /**
     * The module that is run: the one that names the framework's plugin, else the framework, else
     * the top.
     */
    private JavaProject.@Nullable Module module() {
        JavaProject.Module best = null;
        int most = -1;
        for (JavaProject.Module module : project.modules()) {
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
            return new SourcedVersion(set, "setting");
        }
        SourcedVersion tool = ToolVersions.of(tree, "java");
        if (tool == null) {
            tool = ToolVersions.file(tree, ".java-version");
        }
        if (tool != null) {
            return tool;
        }
        String sdkman = tree.text(".sdkmanrc");
        String system = tree.text("system.properties");
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

    private String build(JavaProject.@Nullable Module module) {
        if ("gradle".equals(project.tool())) {
            String tool = project.wrapper() ? "./gradlew" : "gradle";
            String task =
                    isBoot()
                            ? "bootJar"
                            : framework != null
                                            && List.of("micronaut", "ktor").contains(framework.id())
                                    ? "shadowJar"
                                    : "build";
            String path =
                    module == null || module.folder().isEmpty()
                            ? ""
                            : ":" + module.folder().replace('/', ':') + ":";
            return tool + " " + path + task + " -x test --no-daemon";
        }
        String tool = project.wrapper() ? "./mvnw" : "mvn";
        String only =
                module == null || module.folder().isEmpty()
                        ? ""
                        : " -pl " + module.folder() + " -am";
        return tool + " -B package -DskipTests" + only;
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
        return framework == null || framework.port() == 0 ? 8080 : framework.port();
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
