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
                        "book.toml"),
                List.of(),
                java.util.stream.Stream.of("hugo", "zola", "jekyll", "mkdocs", "mdbook")
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
        String gems = tree.text("Gemfile");
        boolean gem =
                gems != null
                        && dev.autostack.planner.parse.HashTokens.of(gems).stream()
                                .anyMatch(t ->
                                        t.isString()
                                                && (t.text().equals("jekyll")
                                                        || t.text().equals("github-pages")));
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
        draft.toolchain(generator.equals("jekyll") && tree.has("Gemfile") ? "bundler" : null, null);
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
