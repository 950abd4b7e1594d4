package dev.autostack.planner.php;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Apache with PHP in it, as an unprivileged user; one process tree, one port. */
final class PhpPlan {
    private static final int PORT = 8080;
    private static final String DOCKERIGNORE =
            """
            **/.git
            **/vendor
            **/node_modules
            **/.env
            **/.env.local
            **/.DS_Store
            """;

    /** Minors with an image, the usual choice first. */
    private static final List<String> OFFERED = List.of("8.4", "8.3", "8.2", "8.1", "8.0", "7.4");

    private static final List<String> MAINTAINED = List.of("8.4", "8.3", "8.2");

    /** Debian packages that extensions are compiled with; those absent need none. */
    private static final Map<String, String> LIBRARIES =
            Map.of(
                    "gd",
                    "libpng-dev libjpeg-dev libfreetype6-dev",
                    "intl",
                    "libicu-dev",
                    "zip",
                    "libzip-dev",
                    "pdo_pgsql",
                    "libpq-dev",
                    "pgsql",
                    "libpq-dev",
                    "soap",
                    "libxml2-dev",
                    "xsl",
                    "libxslt1-dev",
                    "gmp",
                    "libgmp-dev",
                    "bz2",
                    "libbz2-dev");

    private static final Set<String> COMPILED =
            Set.of(
                    "bcmath",
                    "bz2",
                    "calendar",
                    "exif",
                    "gd",
                    "gettext",
                    "gmp",
                    "intl",
                    "mysqli",
                    "opcache",
                    "pcntl",
                    "pdo_mysql",
                    "pdo_pgsql",
                    "pgsql",
                    "shmop",
                    "soap",
                    "sockets",
                    "sysvmsg",
                    "sysvsem",
                    "sysvshm",
                    "xsl",
                    "zip");

    private final @Nullable PhpFramework framework;
    private final PlanRequest request;
    private final SourceTree tree;
    private final Doc composer;

    PhpPlan(@Nullable PhpFramework framework, PlanRequest request) {
        this.framework = framework;
        this.request = request;
        this.tree = request.tree();
        this.composer = tree.json("composer.json");
    }

    BuildPlan make() {
        PlanDraft draft = new PlanDraft(request);
        boolean composed = tree.has("composer.json");
        String image = version(draft, composed);
        draft.install(composed ? "composer install --no-dev --optimize-autoloader" : null);
        boolean assets =
                tree.has("package.json")
                        && tree.json("package.json").at("scripts", "build").present();
        draft.build(assets ? "npm run build" : null);
        draft.start(CommandLine.of("apache", "apache2-foreground"));
        draft.port(PORT);
        draft.health(framework == null ? "/" : framework.healthPath());
        hints(draft);
        return draft.done(dockerfile(draft, image, composed, assets), DOCKERIGNORE);
    }

    private String version(PlanDraft draft, boolean composed) {
        String manager = composed ? "composer" : null;
        String set = request.overrides().runtimeVersion();
        SourcedVersion shown =
                set == null ? null : new SourcedVersion(set, request.versionSource());
        if (shown == null) {
            shown = ToolVersions.of(tree, "php");
        }
        if (shown == null) {
            shown = ToolVersions.file(tree, ".php-version");
        }
        for (String[] keys : new String[][] {{"config", "platform", "php"}, {"require", "php"}}) {
            String text = composer.at(keys).text();
            if (shown == null && text != null) {
                shown = new SourcedVersion(text, "composer.json " + String.join(".", keys));
            }
        }
        String chosen = OFFERED.get(1);
        if (shown != null) {
            VersionRange range = VersionRange.parse(shown.value());
            boolean found = false;
            for (String offered : preferred()) {
                int dot = offered.indexOf('.');
                if (!found
                        && range != null
                        && range.allowsMinor(
                                Integer.parseInt(offered.substring(0, dot)),
                                Integer.parseInt(offered.substring(dot + 1)))) {
                    chosen = offered;
                    found = true;
                }
            }
            if (!found || !MAINTAINED.contains(chosen)) {
                draft.warn(
                        "version_end_of_life",
                        "PHP "
                                + shown.value()
                                + ", asked for by "
                                + shown.source()
                                + ", is not maintained or not known; "
                                + chosen
                                + " is used.",
                        "Allow PHP " + OFFERED.get(1) + ".");
            }
        }
        draft.toolchain(manager, shown == null ? new SourcedVersion(chosen, "default") : shown);
        return "php:" + chosen + "-apache";
    }

    /** 8.3 first: more extensions are ready for it than for the newest. */
    private static List<String> preferred() {
        List<String> order = new ArrayList<>(OFFERED);
        order.remove("8.3");
        order.addFirst("8.3");
        return order;
    }

    private String documentRoot() {
        List<String> places = new ArrayList<>();
        if (framework != null && !framework.documentRoot().isEmpty()) {
            places.add(framework.documentRoot());
        }
        places.addAll(List.of("public", "web", "htdocs", "www", "html", "pub", "webroot"));
        if (framework != null && framework.documentRoot().isEmpty() && tree.has("index.php")) {
            return "";
        }
        for (String place : places) {
            if (tree.has(place + "/index.php") || tree.has(place + "/app.php")) {
                return place;
            }
        }
        return tree.has("index.php") || framework == null ? "" : framework.documentRoot();
    }

    private Set<String> extensions() {
        Set<String> wanted = new TreeSet<>();
        wanted.add("opcache");
        for (String required : composer.at("require").keys()) {
            String name =
                    required.startsWith("ext-")
                            ? required.substring(4).toLowerCase(java.util.Locale.ROOT)
                            : "";
            if (COMPILED.contains(name)) {
                wanted.add(name);
            }
        }
        if (framework != null) {
            switch (framework.id()) {
                case "laravel", "lumen", "symfony" ->
                        wanted.addAll(
                                List.of(
                                        "pdo_mysql",
                                        "pdo_pgsql",
                                        "bcmath",
                                        "pcntl",
                                        "zip",
                                        "intl"));
                case "wordpress" -> wanted.addAll(List.of("mysqli", "gd", "exif", "zip", "intl"));
                case "drupal", "craft", "typo3", "magento" ->
                        wanted.addAll(List.of("pdo_mysql", "gd", "zip", "intl", "bcmath", "soap"));
                default -> wanted.addAll(List.of("pdo_mysql", "mysqli"));
            }
        } else if (!tree.has("composer.json")) {
            wanted.addAll(List.of("pdo_mysql", "mysqli"));
        }
        return wanted;
    }

    private String dockerfile(PlanDraft draft, String image, boolean composed, boolean assets) {
        DockerfileText file = new DockerfileText(request);
        if (assets) {
            file.from("node:22-slim", "assets");
            file.workdir("/app");
            file.copy(List.of("."), "./");
            String lock = tree.has("package-lock.json") ? "npm ci" : "npm install";
            file.runWithSecrets(List.of(file.cache("npm", "/root/.npm")), lock);
            file.buildVariables();
            file.runWithSecrets(List.of(), String.valueOf(draft.build()));
            file.run("rm -rf node_modules");
            file.blank();
        }
        file.from(image, "run");
        Set<String> wanted = extensions();
        Set<String> libraries = new TreeSet<>();
        wanted.forEach(name ->
                libraries.addAll(
                        dev.autostack.planner.parse.Words.of(LIBRARIES.getOrDefault(name, ""))));
        if (composed) {
            libraries.addAll(List.of("git", "unzip"));
        }
        String packages =
                libraries.isEmpty()
                        ? ""
                        : "apt-get update && apt-get install -y --no-install-recommends "
                                + String.join(" ", libraries)
                                + " && rm -rf /var/lib/apt/lists/* && ";
        file.runWithSecrets(
                List.of(),
                packages + "docker-php-ext-install -j\"$(nproc)\" " + String.join(" ", wanted));
        int port = draft.portOr(PORT);
        String root = documentRoot();
        String full = root.isEmpty() ? "/var/www/html" : "/var/www/html/" + root;
        file.run(
                "a2enmod rewrite headers && sed -ri 's/^Listen 80$/Listen "
                        + port
                        + "/' /etc/apache2/ports.conf"
                        + " && sed -ri 's!<VirtualHost \\*:80>!<VirtualHost *:"
                        + port
                        + ">!; s!/var/www/html!"
                        + full
                        + "!' /etc/apache2/sites-available/000-default.conf"
                        + " && printf '<Directory "
                        + full
                        + ">\\nAllowOverride All\\nRequire all granted\\n</Directory>\\n' > /etc/apache2/conf-enabled/autostack.conf");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(port));
        environment.put("APACHE_RUN_DIR", "/tmp");
        environment.put("APACHE_PID_FILE", "/tmp/apache2.pid");
        environment.put("APACHE_LOCK_DIR", "/tmp");
        file.env(environment);
        file.workdir("/var/www/html");
        if (composed) {
            file.line(
                    "COPY --from="
                            + request.settings().image("composer:2")
                            + " /usr/bin/composer /usr/bin/composer");
            List<String> manifests = new ArrayList<>(List.of("composer.json"));
            for (String more : List.of("composer.lock", "symfony.lock", "auth.json")) {
                if (tree.has(more)) {
                    manifests.add(more);
                }
            }
            file.copy(manifests, "./");
            String cache = file.cache("composer", "/root/.composer/cache");
            file.runWithSecrets(
                    List.of(cache),
                    draft.install()
                            + (request.overrides().installCommand() == null
                                    ? " --no-interaction --no-scripts --no-autoloader"
                                    : ""));
        }
        if (assets) {
            file.copyFrom("assets", List.of("/app"), "./");
        } else {
            file.copy(List.of("."), "./");
        }
        if (composed) {
            file.run("composer dump-autoload --optimize --no-dev --no-interaction");
        }
        if (framework != null && tree.hasDirectory("storage")) {
            file.run(
                    "chown -R www-data:www-data storage"
                            + (tree.hasDirectory("bootstrap/cache") ? " bootstrap/cache" : ""));
        }
        if (framework != null && framework.id().equals("symfony")) {
            file.run("mkdir -p var && chown -R www-data:www-data var");
        }
        file.user("33:33");
        file.expose(port);
        CommandLine start = draft.start();
        file.command(start == null ? List.of("apache2-foreground") : start.arguments());
        return file.toString();
    }

    private void hints(PlanDraft draft) {
        if (framework != null
                && Set.of(
                                "wordpress",
                                "drupal",
                                "magento",
                                "typo3",
                                "prestashop",
                                "joomla",
                                "moodle")
                        .contains(framework.id())) {
            draft.datastore("mysql");
        }
        for (String required : composer.at("require").keys()) {
            switch (required) {
                case "ext-pdo_pgsql", "ext-pgsql" -> draft.datastore("postgres");
                case "ext-pdo_mysql", "ext-mysqli" -> draft.datastore("mysql");
                case "predis/predis", "ext-redis" -> draft.datastore("redis");
                case "mongodb/mongodb", "ext-mongodb", "mongodb/laravel-mongodb" ->
                        draft.datastore("mongodb");
                default -> {
                    // Says nothing about a datastore.
                }
            }
        }
        if (framework != null && framework.id().equals("laravel")) {
            draft.variable("APP_KEY");
        }
    }
}
