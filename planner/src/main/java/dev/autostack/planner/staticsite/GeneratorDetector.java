package dev.autostack.planner.staticsite;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.image.StaticServer;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.HashTokens;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Site generators that are programs of their own: Hugo, Zola, Jekyll, mdBook, MkDocs. */
public final class GeneratorDetector implements StackDetector {
    private static final String STACK = "static";

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of(
                        "hugo.toml or a config with baseURL",
                        "config.toml with base_url",
                        "_config.yml",
                        "mkdocs.yml",
                        "book.toml",
                        "config.rb, nanoc.yaml or bridgetown.config.yml with its gem",
                        "pelicanconf.py",
                        "conf.py beside index.rst or index.md",
                        "_cobalt.yml"),
                List.of(),
                java.util.stream.Stream.of(
                                "hugo",
                                "zola",
                                "jekyll",
                                "middleman",
                                "nanoc",
                                "bridgetown",
                                "pelican",
                                "sphinx",
                                "cobalt",
                                "mkdocs",
                                "mdbook")
                        .map(id -> new Recognised.Framework(id, List.of("its configuration"), null))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        Tally tally = new Tally();
        String id = hugo(tree, tally);
        if (id == null) {
            id = zola(tree, tally);
        }
        if (id == null) {
            id = jekyll(tree, tally);
        }
        if (id == null) {
            id = byGem(tree, tally);
        }
        if (id == null && tree.has("pelicanconf.py")) {
            tally.add("pelicanconf.py", "configures Pelican", Tally.NAMED);
            if (tree.hasDirectory("content")) {
                tally.add("content", "holds its texts", Tally.IMPORTED);
            }
            id = "pelican";
        }
        if (id == null
                && tree.has("conf.py")
                && tree.firstOf("index.rst", "index.md") != null
                && tree.firstOf("setup.py", "main.py", "app.py", "manage.py") == null) {
            tally.add("conf.py", "configures Sphinx", Tally.NAMED);
            tally.add(
                    String.valueOf(tree.firstOf("index.rst", "index.md")), "is its first page", 20);
            id = "sphinx";
        }
        if (id == null && tree.has("_cobalt.yml")) {
            tally.add("_cobalt.yml", "configures Cobalt", Tally.NAMED);
            id = "cobalt";
        }
        if (id == null) {
            id = books(tree, tally);
        }
        if (id == null) {
            return List.of();
        }
        String generator = id;
        return List.of(new Candidate(STACK, generator, tally, request -> plan(request, generator)));
    }

    private static @Nullable String hugo(SourceTree tree, Tally tally) {
        String own =
                tree.firstOf(
                        "hugo.toml",
                        "hugo.yaml",
                        "hugo.yml",
                        "hugo.json",
                        "config/_default/hugo.toml",
                        "config/_default/hugo.yaml",
                        "config/_default/hugo.yml");
        if (own != null) {
            tally.add(own, "configures Hugo", Tally.NAMED);
            return "hugo";
        }
        String config =
                tree.firstOf(
                        "config.toml",
                        "config.yaml",
                        "config.yml",
                        "config.json",
                        "config/_default/config.toml",
                        "config/_default/config.yaml",
                        "config/_default/config.yml");
        if (config == null) {
            return null;
        }
        boolean folders =
                tree.hasDirectory("content")
                        || tree.hasDirectory("layouts")
                        || tree.hasDirectory("archetypes")
                        || tree.hasDirectory("themes")
                        || tree.hasDirectory("config/_default");
        Doc doc =
                config.endsWith(".toml")
                        ? tree.toml(config)
                        : config.endsWith(".json") ? tree.json(config) : tree.yaml(config);
        boolean base =
                doc.keys().stream().anyMatch(key -> key.toLowerCase(Locale.ROOT).equals("baseurl"));
        boolean named =
                base || doc.has("languageCode") || (doc.has("theme") && !doc.has("base_url"));
        if (folders && (named || config.startsWith("config/_default"))) {
            tally.add(config, "configures Hugo", Tally.NAMED);
            return "hugo";
        }
        return null;
    }

    private static @Nullable String zola(SourceTree tree, Tally tally) {
        boolean folders =
                tree.hasDirectory("content")
                        || tree.hasDirectory("templates")
                        || tree.hasDirectory("sass");
        String config = tree.firstOf("config.toml", "zola.toml");
        if (folders && config != null && tree.toml(config).has("base_url")) {
            tally.add(config, "configures Zola", Tally.NAMED);
            return "zola";
        }
        return null;
    }

    private static @Nullable String jekyll(SourceTree tree, Tally tally) {
        String config = tree.firstOf("_config.yml", "_config.yaml", "_config.toml");
        if (config == null
                || tree.json("package.json").at("dependencies", "hexo").present()
                || tree.json("package.json").at("hexo").present()) {
            return null;
        }
        boolean folders =
                tree.hasDirectory("_posts")
                        || tree.hasDirectory("_layouts")
                        || tree.hasDirectory("_includes")
                        || tree.hasDirectory("_sass")
                        || tree.hasDirectory("_data")
                        || tree.hasDirectory("_pages");
        boolean gem = namesGem(tree, "jekyll") || namesGem(tree, "github-pages");
        Doc doc = config.endsWith(".toml") ? tree.toml(config) : tree.yaml(config);
        boolean keys =
                doc.has("permalink")
                        || doc.has("markdown")
                        || doc.has("theme")
                        || doc.has("remote_theme")
                        || doc.has("kramdown");
        if (gem || folders) {
            tally.add(config, "configures Jekyll", Tally.NAMED);
            if (gem) {
                tally.add("Gemfile", "names the gem jekyll or github-pages", Tally.CONFIGURED);
            }
            return "jekyll";
        }
        if (keys) {
            tally.add(config, "configures Jekyll", 30);
            return "jekyll";
        }
        return null;
    }

    private static boolean namesGem(SourceTree tree, String gem) {
        String gems = tree.text("Gemfile");
        return gems != null
                && HashTokens.of(gems).stream().anyMatch(t -> t.isString() && t.text().equals(gem));
    }

    /** Generators of Ruby, by their configuration and their gem. */
    private static @Nullable String byGem(SourceTree tree, Tally tally) {
        String[][] known = {
            {"middleman", "config.rb"},
            {"nanoc", "nanoc.yaml", "nanoc.yml"},
            {"bridgetown", "bridgetown.config.yml", "config/initializers.rb"}
        };
        for (String[] generator : known) {
            String config =
                    tree.firstOf(java.util.Arrays.copyOfRange(generator, 1, generator.length));
            if (config != null && namesGem(tree, generator[0])) {
                tally.add(config, "configures " + generator[0], Tally.CONFIGURED);
                tally.add("Gemfile", "names the gem " + generator[0], Tally.NAMED);
                return generator[0];
            }
        }
        return null;
    }

    private static @Nullable String books(SourceTree tree, Tally tally) {
        if (tree.has("book.toml")
                && (tree.has("src/SUMMARY.md") || tree.toml("book.toml").at("book").present())) {
            tally.add("book.toml", "configures mdBook", Tally.MANIFEST);
            return "mdbook";
        }
        String mkdocs = tree.firstOf("mkdocs.yml", "mkdocs.yaml");
        if (mkdocs != null) {
            // Many projects document themselves with MkDocs: alone it is the site, else it is not.
            boolean alone =
                    tree.languages().keySet().stream()
                                    .allMatch(l -> l.equals("static") || l.equals("shell"))
                            && tree.firstOf(
                                            "package.json",
                                            "pyproject.toml",
                                            "setup.py",
                                            "go.mod",
                                            "Cargo.toml",
                                            "pom.xml")
                                    == null;
            tally.add(mkdocs, "configures MkDocs", alone ? Tally.NAMED : 10);
            return "mkdocs";
        }
        return null;
    }

    private static BuildPlan plan(PlanRequest request, String generator) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        DockerfileText file = new DockerfileText(request);
        String output;
        switch (generator) {
            case "hugo" -> {
                file.from("hugomods/hugo:exts", "build");
                output = "public";
                draft.build("hugo --gc --minify");
            }
            case "zola" -> {
                file.from("ghcr.io/getzola/zola:v0.21.0", "build");
                output = "public";
                draft.build("zola build");
            }
            case "jekyll" -> {
                file.from("ruby:3.3", "build");
                output = "_site";
                draft.install(tree.has("Gemfile") ? "bundle install" : "gem install jekyll");
                draft.build((tree.has("Gemfile") ? "bundle exec " : "") + "jekyll build");
            }
            case "middleman", "nanoc", "bridgetown" -> {
                file.from("ruby:3.3", "build");
                output = generator.equals("middleman") ? "build" : "output";
                draft.install("bundle install");
                draft.build(
                        "bundle exec "
                                + generator
                                + (generator.equals("nanoc") ? " compile" : " build"));
            }
            case "pelican" -> {
                file.from("python:3.13-slim", "build");
                output = "output";
                draft.install(
                        tree.has("requirements.txt")
                                ? "pip install -r requirements.txt"
                                : "pip install pelican[markdown]");
                draft.build(
                        "pelican content -o output -s "
                                + (tree.has("publishconf.py")
                                        ? "publishconf.py"
                                        : "pelicanconf.py"));
            }
            case "sphinx" -> {
                file.from("python:3.13-slim", "build");
                output = "_build/html";
                draft.install(
                        tree.has("requirements.txt")
                                ? "pip install -r requirements.txt"
                                : "pip install sphinx");
                draft.build("sphinx-build -b html . _build/html");
            }
            case "cobalt" -> {
                file.from("rust:1-slim", "build");
                output = "_site";
                draft.install("cargo install cobalt-bin");
                draft.build("cobalt build");
            }
            case "mdbook" -> {
                file.from("rust:1-slim", "build");
                output = tree.toml("book.toml").at("build", "build-dir").textOr("book");
                draft.install("cargo install mdbook");
                draft.build("mdbook build");
            }
            default -> {
                file.from("python:3.13-slim", "build");
                output = "site";
                draft.install(
                        tree.has("requirements.txt")
                                ? "pip install -r requirements.txt"
                                : "pip install mkdocs mkdocs-material");
                draft.build("mkdocs build");
            }
        }
        draft.output(output);
        String folder = draft.outputOr(output);
        boolean bundled =
                List.of("jekyll", "middleman", "nanoc", "bridgetown").contains(generator)
                        && tree.has("Gemfile");
        draft.toolchain(bundled ? "bundler" : null, null);
        int port = draft.portOr(StaticServer.PORT);
        draft.port(port).health("/").readOnlyRoot();
        file.workdir("/src");
        file.copy(List.of("."), "./");
        String install = draft.install();
        if (install != null) {
            file.runWithSecrets(List.of(), install);
        }
        file.buildVariables();
        file.runWithSecrets(List.of(), String.valueOf(draft.build()));
        file.blank();
        StaticServer.begin(file, port, StaticServer.Fallback.NOT_FOUND_PAGE, List.of());
        file.copyFrom("build", List.of("/src/" + folder), "/srv/site");
        StaticServer.end(file, port);
        return draft.done(file.toString(), "**/.git\n**/node_modules\n**/.env\n");
    }
}
