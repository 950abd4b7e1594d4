package dev.autostack.planner.detect;

import dev.autostack.planner.parse.Words;
import java.util.List;
import java.util.regex.Pattern;

/** Commands that serve while one develops: slow, open, and made to reload. */
public final class DevServers {
    private static final List<Pattern> PATTERNS =
            List.of(
                    start("ng serve"),
                    start("ng s"),
                    start("react-scripts start"),
                    start("react-scripts.js start"),
                    start("craco start"),
                    start("react-app-rewired start"),
                    start("vue-cli-service serve"),
                    start("next dev"),
                    start("nuxt dev"),
                    start("nuxi dev"),
                    start("astro dev"),
                    start("expo start"),
                    start("gatsby develop"),
                    start("nodemon"),
                    start("ts-node-dev"),
                    start("tsnd"),
                    start("webpack serve"),
                    start("webpack-dev-server"),
                    start("ember serve"),
                    start("ember s"),
                    start("remix dev"),
                    start("remix vite:dev"),
                    start("react-router dev"),
                    start("svelte-kit dev"),
                    start("vitepress dev"),
                    start("vuepress dev"),
                    start("docusaurus start"),
                    start("eleventy --serve"),
                    start("hexo server"),
                    start("browser-sync"),
                    start("live-server"),
                    start("lite-server"),
                    start("wrangler dev"),
                    start("vite dev"),
                    start("vite serve"),
                    start("storybook dev"),
                    start("start-storybook"),
                    start("electron"),
                    start("electron-forge"),
                    start("react-native"),
                    start("tauri"),
                    start("snowpack dev"),
                    start("rsbuild dev"),
                    start("modern dev"),
                    start("umi dev"),
                    start("max dev"),
                    start("nest start --watch"),
                    start("nest start --debug --watch"),
                    start("preact watch"),
                    start("tsx watch"),
                    start("node-dev"),
                    start("solid-start dev"),
                    start("vinxi dev"),
                    start("rw dev"),
                    start("redwood dev"),
                    start("blitz dev"),
                    start("strapi develop"),
                    start("medusa develop"),
                    start("payload dev"),
                    start("keystone dev"),
                    start("quasar dev"),
                    start("ionic serve"),
                    start("turbo dev"),
                    start("turbo run dev"),
                    start("nx serve"),
                    start("lerna run dev"),
                    start("serverless offline"),
                    start("sls offline"),
                    start("sst dev"),
                    start("netlify dev"),
                    start("vercel dev"),
                    start("sam local"),
                    start("wrangler pages dev"),
                    Pattern.compile("(^|[\\s/])meteor(\\s+(run|debug|-).*|\\s*)$"),
                    start("web-dev-server"),
                    start("ember server"),
                    start("gulp"),
                    start("grunt"),
                    start("rollup -c -w"),
                    start("flask run"),
                    start("fastapi dev"),
                    start("dotnet watch"),
                    start("artisan serve"),
                    start("cargo watch"),
                    start("symfony serve"),
                    start("symfony server:start"),
                    start("symfony local:server:start"),
                    start("air"),
                    start("reflex -c"),
                    start("CompileDaemon"),
                    start("trunk serve"),
                    start("dx serve"),
                    start("cargo leptos watch"),
                    start("shotgun"),
                    start("rerun"),
                    start("bin/dev"),
                    start("foreman start -f Procfile.dev"),
                    start("overmind start -f Procfile.dev"),
                    start("spring-boot:run"),
                    start("quarkus:dev"),
                    start("quarkus dev"),
                    start("quarkusDev"),
                    start("bootRun"),
                    start("jetty:run"),
                    start("watchmedo"),
                    start("watchexec"),
                    start("deno task dev"),
                    start("jekyll serve"),
                    start("hugo server"),
                    start("mkdocs serve"),
                    Pattern.compile("(^|\\s)runserver(_plus)?(\\s|$)"),
                    Pattern.compile("(^|\\s)--(reload|hot|live-reload)(\\s|$)"),
                    Pattern.compile(
                            "(^|[\\s/])(npm|pnpm|yarn|bun)\\s+(run\\s+)?(dev|develop|watch|start:dev|serve:dev)(\\s|$)"),
                    Pattern.compile("(^|[\\s/])vite(\\s+-.*|\\s*)$"),
                    Pattern.compile("(^|[\\s/])parcel(\\s+(?!build).*|\\s*)$"),
                    Pattern.compile("(^|\\s)--watch(\\s|=|$)"),
                    Pattern.compile(
                            "(^|[\\s/])(tsc|webpack|rollup|sass|esbuild)\\s(.*\\s)?-w(\\s|$)"),
                    Pattern.compile("(^|[\\s/])esbuild\\s.*--(serve|servedir)(\\s|=|$)"),
                    start("firebase serve"),
                    start("firebase emulators:start"),
                    start("firebase emulators:exec"),
                    start("firebase functions:shell"),
                    Pattern.compile("(^|[\\s/])stencil\\s(.*\\s)?--(dev|serve|watch)(\\s|$)"),
                    Pattern.compile(
                            "(^|[\\s/])rails\\s+(s|server)\\s(.*\\s)?(-e|--environment)[ =]?(dev|test)"),
                    Pattern.compile(
                            "(^|\\s)R(AILS|ACK)_ENV=[\"']?(dev|test)\\S*\\s(.*[\\s/])?rails\\s+(s|server)(\\s|$)"),
                    Pattern.compile("(^|\\s)(concurrently|run-p)\\s"),
                    Pattern.compile("(^|\\s)npm-run-all\\s(.*\\s)?(-p|--parallel)(\\s|$)"));

    private static final Pattern CALLS_SCRIPTS =
            Pattern.compile(
                    "(?:npm-run-all|run-s)(?:\\s+(?:-s|--serial|--sequential))?((?:\\s+[\\w:.-]+)+)");

    private static final Pattern CALLS_SCRIPT =
            Pattern.compile(
                    "(?:npm|pnpm|yarn|bun)\\s+(?:run\\s+|run-script\\s+)?(?:-s\\s+|--silent\\s+)?([A-Za-z0-9:_.-]+)");

    private DevServers() {}

    private static Pattern start(String words) {
        return Pattern.compile(
                "(^|[\\s/])" + Pattern.quote(words).replace(" ", "\\E\\s+\\Q") + "(\\s|$)");
    }

    public static boolean is(String command) {
        for (String part : Words.at(command, "&&|\\|\\||;|&")) {
            String plain = part.strip();
            for (Pattern pattern : PATTERNS) {
                if (pattern.matcher(plain).find()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Like {@link #is}, with scripts of a package.json put in the place of their calls. */
    public static boolean is(String command, SourceTree tree) {
        if (ParallelPrograms.of(command, tree) != null) {
            return is(one(command, tree));
        }
        String whole = expanded(command, tree, 0);
        return is(one(command, tree)) || is(one(whole, tree));
    }

    /** Of servers that are started side by side, all of them for production, the one to take. */
    private static String one(String command, SourceTree tree) {
        ParallelPrograms several = ParallelPrograms.of(command, tree);
        return several == null ? command : several.reduced(command);
    }

    private static String expanded(String command, SourceTree tree, int depth) {
        String calls =
                CALLS_SCRIPTS
                        .matcher(command)
                        .replaceAll(several -> oneByOne(Words.of(several.group(1))));
        java.util.regex.Matcher call = CALLS_SCRIPT.matcher(calls);
        StringBuilder out = new StringBuilder();
        while (depth < 5 && call.find()) {
            String script = tree.json("package.json").at("scripts", call.group(1)).string();
            call.appendReplacement(
                    out,
                    java.util.regex.Matcher.quoteReplacement(
                            script == null ? call.group() : expanded(script, tree, depth + 1)));
        }
        if (depth < 5) {
            call.appendTail(out);
        }
        return depth < 5 ? out.toString() : command;
    }

    private static String oneByOne(List<String> scripts) {
        return java.util.regex.Matcher.quoteReplacement(
                String.join(" && ", scripts.stream().map(script -> "npm run " + script).toList()));
    }
}
