package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;

/** Whether a folder is the top of several packages that are installed together. */
public final class NodeWorkspace {
    private NodeWorkspace() {}

    /** By the files of npm, Yarn, pnpm, Lerna, Nx, Turborepo and Rush. */
    public static boolean describes(SourceTree tree) {
        return tree.firstOf("lerna.json", "nx.json", "turbo.json", "rush.json") != null
                || namesMembers(tree);
    }

    /**
     * By the package manager alone. Since pnpm 10 its file also holds the settings of one package.
     */
    static boolean namesMembers(SourceTree tree) {
        return tree.json("package.json").at("workspaces").present()
                || pnpm(tree.yaml("pnpm-workspace.yaml"));
    }

    private static boolean pnpm(Doc workspace) {
        return workspace.at("packages").texts().stream()
                .anyMatch(folder -> !folder.matches("\\.?/?") && !folder.startsWith("!"));
    }
}
