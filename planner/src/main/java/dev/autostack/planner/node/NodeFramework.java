package dev.autostack.planner.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One framework of the Node.js world.
 *
 * @param id as the project names itself
 * @param level which wins when a package.json names several
 * @param packages any of them in dependencies or devDependencies is evidence
 * @param configFiles names without ending; any script or JSON ending counts
 * @param commands words that its scripts begin with
 */
record NodeFramework(
        String id,
        Level level,
        List<String> packages,
        List<String> configFiles,
        List<String> commands,
        Shape shape) {

    /** Strongest first: meta-framework, server, site generator, UI library, bundler. */
    enum Level {
        META,
        SERVER,
        GENERATOR,
        UI,
        BUNDLER,
        DESKTOP
    }

    /** How it is served, given the project. */
    interface Shape {
        @Nullable NodeServing serving(NodeProject project);
    }
}
