package dev.autostack.planner.node;

import dev.autostack.planner.node.NodeFramework.Level;
import dev.autostack.planner.parse.Doc;
import java.util.List;

/** Libraries that run in the browser; the build makes static files. */
final class UiFrameworks {
    private static final List<String> BUILD_FOLDERS =
            List.of("dist", "build", "out", "www", "public");

    static final List<NodeFramework> ALL =
            List.of(
                    new NodeFramework(
                            "angular",
                            Level.UI,
                            List.of("@angular/core"),
                            List.of("angular"),
                            List.of("ng"),
                            UiFrameworks::angular),
                    new NodeFramework(
                            "stencil",
                            Level.UI,
                            List.of("@stencil/core"),
                            List.of("stencil.config"),
                            List.of("stencil"),
                            project ->
                                    new NodeServing.Files(
                                            List.of("www", "dist"), true, List.of("build"))),
                    new NodeFramework(
                            "quasar",
                            Level.UI,
                            List.of(
                                    "quasar",
                                    "@quasar/app-vite",
                                    "@quasar/app-webpack",
                                    "@quasar/app"),
                            List.of("quasar.config", "quasar.conf"),
                            List.of("quasar"),
                            project ->
                                    new NodeServing.Files(
                                            List.of("dist/spa", "dist/pwa", "dist"),
                                            true,
                                            List.of("assets", "js", "css"))),
                    new NodeFramework(
                            "svelte",
                            Level.UI,
                            List.of("svelte"),
                            List.of("svelte.config"),
                            List.of(),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "vue",
                            Level.UI,
                            List.of("vue", "@vue/cli-service"),
                            List.of("vue.config"),
                            List.of("vue-cli-service"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "preact",
                            Level.UI,
                            List.of("preact"),
                            List.of(),
                            List.of("preact"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "solid",
                            Level.UI,
                            List.of("solid-js"),
                            List.of(),
                            List.of(),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "expo",
                            Level.UI,
                            List.of("expo"),
                            List.of("app.config"),
                            List.of("expo"),
                            project ->
                                    new NodeServing.Files(
                                            List.of("dist", "web-build"), true, List.of("_expo"))),
                    new NodeFramework(
                            "react-native",
                            Level.UI,
                            List.of("react-native"),
                            List.of(),
                            List.of("react-native"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "react",
                            Level.UI,
                            List.of("react-scripts", "react", "react-dom"),
                            List.of(),
                            List.of("react-scripts", "craco", "react-app-rewired"),
                            UiFrameworks::react),
                    new NodeFramework(
                            "ember",
                            Level.UI,
                            List.of("ember-source", "ember-cli"),
                            List.of(),
                            List.of("ember"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "aurelia",
                            Level.UI,
                            List.of("aurelia", "aurelia-framework", "aurelia-bootstrapper"),
                            List.of(),
                            List.of("au"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "inferno",
                            Level.UI,
                            List.of("inferno"),
                            List.of(),
                            List.of(),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "mithril",
                            Level.UI,
                            List.of("mithril"),
                            List.of(),
                            List.of(),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "qwik",
                            Level.UI,
                            List.of("@builder.io/qwik", "@qwik.dev/core"),
                            List.of(),
                            List.of("qwik"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "polymer",
                            Level.UI,
                            List.of("@polymer/polymer"),
                            List.of(),
                            List.of("polymer"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "lit",
                            Level.UI,
                            List.of("lit", "lit-element"),
                            List.of(),
                            List.of(),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "vite",
                            Level.BUNDLER,
                            List.of("vite"),
                            List.of("vite.config"),
                            List.of("vite"),
                            UiFrameworks::spa),
                    new NodeFramework(
                            "parcel",
                            Level.BUNDLER,
                            List.of("parcel", "parcel-bundler"),
                            List.of(),
                            List.of("parcel"),
                            UiFrameworks::spa));

    private UiFrameworks() {}

    private static NodeServing react(NodeProject project) {
        return project.uses("react-scripts")
                ? new NodeServing.Files(List.of("build", "dist"), true, List.of("static"))
                : spa(project);
    }

    private static NodeServing spa(NodeProject project) {
        String declared = ConfigFile.of(project, "vite.config").text("outDir");
        List<String> folders =
                declared == null || declared.startsWith("/") || declared.contains("..")
                        ? BUILD_FOLDERS
                        : java.util.stream.Stream.concat(
                                        java.util.stream.Stream.of(declared),
                                        BUILD_FOLDERS.stream())
                                .distinct()
                                .toList();
        return new NodeServing.Files(folders, true, List.of("assets"));
    }

    private static NodeServing angular(NodeProject project) {
        Doc projects = project.tree().json("angular.json").at("projects");
        String name = projects.keys().stream().findFirst().orElse("app");
        Doc options = projects.at(name, "architect", "build", "options");
        String output = options.at("outputPath").string();
        if (output == null) {
            output = options.at("outputPath", "base").textOr("dist/" + name);
        }
        if (options.at("server").present() && options.at("ssr").present()) {
            return new NodeServing.Program(
                    List.of("node", output + "/server/server.mjs"),
                    4000,
                    "/",
                    java.util.Map.of(),
                    List.of());
        }
        return new NodeServing.Files(List.of(output + "/browser", output, "dist"), true, List.of());
    }
}
