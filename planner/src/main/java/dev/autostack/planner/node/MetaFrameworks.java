package dev.autostack.planner.node;

import dev.autostack.planner.node.NodeFramework.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frameworks that render on a server and in the browser. */
final class MetaFrameworks {
    private static final Map<String, String> ALL_ADDRESSES = Map.of("HOST", "0.0.0.0");

    static final List<NodeFramework> ALL =
            List.of(
                    new NodeFramework(
                            "nextjs",
                            Level.META,
                            List.of("next"),
                            List.of("next.config"),
                            List.of("next"),
                            MetaFrameworks::next),
                    new NodeFramework(
                            "nuxt",
                            Level.META,
                            List.of("nuxt", "nuxt3", "nuxt-edge", "nuxt-nightly"),
                            List.of("nuxt.config"),
                            List.of("nuxt", "nuxi"),
                            MetaFrameworks::nuxt),
                    new NodeFramework(
                            "sveltekit",
                            Level.META,
                            List.of("@sveltejs/kit"),
                            List.of(),
                            List.of("svelte-kit"),
                            MetaFrameworks::svelteKit),
                    new NodeFramework(
                            "react-router",
                            Level.META,
                            List.of(
                                    "@react-router/dev",
                                    "@react-router/node",
                                    "@react-router/serve"),
                            List.of("react-router.config"),
                            List.of("react-router", "react-router-serve"),
                            MetaFrameworks::reactRouter),
                    new NodeFramework(
                            "remix",
                            Level.META,
                            List.of(
                                    "remix",
                                    "@remix-run/node",
                                    "@remix-run/react",
                                    "@remix-run/dev",
                                    "@remix-run/serve",
                                    "@remix-run/server-runtime"),
                            List.of("remix.config"),
                            List.of("remix", "remix-serve"),
                            MetaFrameworks::remix),
                    new NodeFramework(
                            "astro",
                            Level.META,
                            List.of("astro"),
                            List.of("astro.config"),
                            List.of("astro"),
                            MetaFrameworks::astro),
                    new NodeFramework(
                            "gatsby",
                            Level.META,
                            List.of("gatsby"),
                            List.of("gatsby-config"),
                            List.of("gatsby"),
                            project ->
                                    new NodeServing.Files(
                                            List.of("public"), false, List.of("static"))),
                    new NodeFramework(
                            "gridsome",
                            Level.META,
                            List.of("gridsome"),
                            List.of("gridsome.config"),
                            List.of("gridsome"),
                            project ->
                                    new NodeServing.Files(
                                            List.of("dist"), false, List.of("assets"))),
                    new NodeFramework(
                            "solid-start",
                            Level.META,
                            List.of("@solidjs/start", "solid-start"),
                            List.of("app.config"),
                            List.of("vinxi", "solid-start"),
                            MetaFrameworks::nitro),
                    new NodeFramework(
                            "tanstack-start",
                            Level.META,
                            List.of("@tanstack/react-start", "@tanstack/start"),
                            List.of("app.config"),
                            List.of("vite"),
                            MetaFrameworks::nitro),
                    new NodeFramework(
                            "analog",
                            Level.META,
                            List.of("@analogjs/platform"),
                            List.of(),
                            List.of("vite"),
                            project ->
                                    new NodeServing.Program(
                                            List.of("node", "dist/analog/server/index.mjs"),
                                            3000,
                                            "/",
                                            ALL_ADDRESSES,
                                            List.of())),
                    new NodeFramework(
                            "qwik",
                            Level.META,
                            List.of("@builder.io/qwik-city", "@qwik.dev/router"),
                            List.of(),
                            List.of("qwik"),
                            MetaFrameworks::qwik));

    private MetaFrameworks() {}

    private static NodeServing next(NodeProject project) {
        String output = ConfigFile.of(project, "next.config").text("output");
        if ("export".equals(output) || scriptHas(project, "next export")) {
            return new NodeServing.Files(List.of("out"), false, List.of("_next/static"));
        }
        if ("standalone".equals(output)) {
            return new NodeServing.Program(
                    List.of("node", "server.js"),
                    3000,
                    "/",
                    Map.of("HOSTNAME", "0.0.0.0"),
                    List.of(".next/standalone", ".next/static", "public"));
        }
        if (project.needs("express")
                || project.needs("fastify")
                || project.tree().has("server.js")
                || project.tree().has("server.ts")) {
            String start = project.script("start");
            if (start != null && !start.contains("next start")) {
                return NodeServing.Program.own(3000);
            }
        }
        return new NodeServing.Program(
                List.of("next", "start", "-H", "0.0.0.0"), 3000, "/", Map.of(), List.of());
    }

    /** Built by Nitro, unless the start script says otherwise. */
    private static NodeServing nitro(NodeProject project) {
        String start = project.script("start");
        return start != null && start.startsWith("node ")
                ? NodeServing.Program.own(3000)
                : new NodeServing.Program(
                        List.of("node", ".output/server/index.mjs"),
                        3000,
                        "/",
                        ALL_ADDRESSES,
                        List.of());
    }

    /** Without an adapter that makes a server the build leaves pages only. */
    private static NodeServing qwik(NodeProject project) {
        for (String server : List.of("express", "fastify", "node-server")) {
            if (project.tree().has("src/entry." + server + ".tsx")) {
                return new NodeServing.Program(
                        List.of("node", "server/entry." + server),
                        3000,
                        "/",
                        ALL_ADDRESSES,
                        List.of());
            }
        }
        return new NodeServing.Files(List.of("dist"), true, List.of("build", "assets"));
    }

    private static boolean scriptHas(NodeProject project, String words) {
        return project.scripts().values().stream().anyMatch(script -> script.contains(words));
    }

    private static NodeServing nuxt(NodeProject project) {
        ConfigFile config = ConfigFile.of(project, "nuxt.config");
        boolean two = project.range("nuxt").matches("[\\^~]?[12]\\..*");
        boolean generates =
                "nuxt generate".equals(project.script("build"))
                        || "nuxi generate".equals(project.script("build"));
        if (two) {
            return "static".equals(config.text("target")) || generates
                    ? new NodeServing.Files(List.of("dist"), true, List.of("_nuxt"))
                    : new NodeServing.Program(
                            List.of("nuxt", "start"), 3000, "/", ALL_ADDRESSES, List.of());
        }
        if (generates) {
            return new NodeServing.Files(List.of(".output/public", "dist"), true, List.of("_nuxt"));
        }
        return new NodeServing.Program(
                List.of("node", ".output/server/index.mjs"),
                3000,
                "/",
                ALL_ADDRESSES,
                List.of(".output"));
    }

    private static NodeServing svelteKit(NodeProject project) {
        String adapter = SvelteAdapter.imported(project);
        if (adapter == null
                ? project.uses("@sveltejs/adapter-static")
                : adapter.equals("@sveltejs/adapter-static")) {
            return new NodeServing.Files(List.of("build"), true, List.of("_app/immutable"));
        }
        return new NodeServing.Program(
                List.of("node", "build"),
                3000,
                "/",
                ALL_ADDRESSES,
                List.of("build", "package.json", "node_modules"));
    }

    private static NodeServing remix(NodeProject project) {
        if (ConfigFile.of(project, "vite.config").isFalse("ssr")) {
            return new NodeServing.Files(List.of("build/client"), true, List.of("assets"));
        }
        if (project.uses("@remix-run/serve")) {
            String entry =
                    project.tree().firstOf("vite.config.ts", "vite.config.js", "vite.config.mjs")
                                    != null
                            ? "build/server/index.js"
                            : "build/index.js";
            return new NodeServing.Program(
                    List.of("remix-serve", entry), 3000, "/", Map.of(), List.of());
        }
        return NodeServing.Program.own(3000);
    }

    private static NodeServing reactRouter(NodeProject project) {
        if (ConfigFile.of(project, "react-router.config").isFalse("ssr")) {
            return new NodeServing.Files(List.of("build/client"), true, List.of("assets"));
        }
        if (project.uses("@react-router/serve")) {
            return new NodeServing.Program(
                    List.of("react-router-serve", "build/server/index.js"),
                    3000,
                    "/",
                    Map.of(),
                    List.of());
        }
        return NodeServing.Program.own(3000);
    }

    private static @Nullable NodeServing astro(NodeProject project) {
        if (project.uses("@astrojs/node")) {
            return new NodeServing.Program(
                    List.of("node", "dist/server/entry.mjs"),
                    4321,
                    "/",
                    ALL_ADDRESSES,
                    List.of("dist", "package.json", "node_modules"));
        }
        return new NodeServing.Files(List.of("dist"), false, List.of("_astro"));
    }
}
