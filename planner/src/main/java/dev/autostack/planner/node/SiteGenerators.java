package dev.autostack.planner.node;

import dev.autostack.planner.node.NodeFramework.Level;
import java.util.List;

/** Generators of documentation and blogs that come as npm packages. */
final class SiteGenerators {
    static final List<NodeFramework> ALL =
            List.of(
                    site(
                            "docusaurus",
                            "docusaurus.config",
                            "build",
                            "@docusaurus/core",
                            "docusaurus"),
                    site("vitepress", ".vitepress/config", ".vitepress/dist", "vitepress"),
                    site(
                            "vuepress",
                            ".vuepress/config",
                            ".vuepress/dist",
                            "vuepress",
                            "@vuepress/core"),
                    site("eleventy", ".eleventy", "_site", "@11ty/eleventy"),
                    site("hexo", "_config", "public", "hexo"),
                    site("rspress", "rspress.config", "doc_build", "rspress", "@rspress/core"),
                    site("slidev", "slides", "dist", "@slidev/cli"),
                    site("metalsmith", "metalsmith", "build", "metalsmith"));

    private SiteGenerators() {}

    private static NodeFramework site(String id, String config, String output, String... packages) {
        return new NodeFramework(
                id,
                Level.GENERATOR,
                List.of(packages),
                List.of(config),
                List.of(id),
                project ->
                        new NodeServing.Files(
                                List.of(output, "docs/" + output, "dist", "build"),
                                false,
                                List.of("assets")));
    }
}
