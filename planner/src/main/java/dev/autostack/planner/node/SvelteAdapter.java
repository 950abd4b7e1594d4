package dev.autostack.planner.node;

import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.protocol.Detection.Warning;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of SvelteKit that makes nothing a container can start: adapter-auto, which every new
 * project begins with, knows some hosts by their variables, and the others are for one host each
 * (svelte.dev/docs/kit/adapters). The build takes adapter-node in its place.
 *
 * @param file the configuration that imports it
 * @param found the package that it imports
 * @param major of adapter-node, which goes with the project's SvelteKit
 */
record SvelteAdapter(String file, String found, int major) {
    private static final String NODE = "@sveltejs/adapter-node";
    private static final Set<String> REPLACED =
            Set.of(
                    "@sveltejs/adapter-auto",
                    "@sveltejs/adapter-vercel",
                    "@sveltejs/adapter-netlify",
                    "@sveltejs/adapter-cloudflare",
                    "@sveltejs/adapter-cloudflare-workers");

    /** Null when the project has no SvelteKit, or an adapter whose output can be served. */
    static @Nullable SvelteAdapter of(NodeProject project) {
        String found = imported(project);
        String file = ConfigFile.path(project, "svelte.config");
        if (file == null || found == null || !REPLACED.contains(found)) {
            return null;
        }
        VersionRange kit = VersionRange.parse(project.range("@sveltejs/kit").strip());
        Integer lowest = kit == null ? null : kit.lowestMajor();
        return new SvelteAdapter(file, found, lowest != null && lowest < 2 ? 1 : 5);
    }

    /** The adapter that the configuration imports, or null. */
    static @Nullable String imported(NodeProject project) {
        String file = ConfigFile.path(project, "svelte.config");
        String text = file == null ? null : project.tree().text(file);
        return text == null
                ? null
                : new JsSource(text)
                        .imports().stream()
                                .filter(module -> module.matches("@sveltejs/adapter-[a-z-]+"))
                                .findFirst()
                                .orElse(null);
    }

    /** As steps of a shell in the project's folder, after its dependencies are installed. */
    String replace(InstallCommands commands) {
        return commands.add(NODE + "@" + major)
                + " && sed -i 's#"
                + found
                + "#"
                + NODE
                + "#' "
                + DockerfileText.quoted(file);
    }

    Warning warning() {
        return new Warning(
                "adapter_replaced",
                file
                        + " uses "
                        + found
                        + ", which makes no server for a container; the image is built with "
                        + NODE
                        + " instead.",
                "Install " + NODE + " and import it in " + file + ".");
    }
}
