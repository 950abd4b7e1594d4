package dev.autostack.planner.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a built Node project answers. */
sealed interface NodeServing {

    /**
     * A process.
     *
     * @param command its arguments; null = the project's own start script or entry
     * @param shipped paths below the project that the image needs; empty = everything
     */
    record Program(
            @Nullable List<String> command,
            int port,
            @Nullable String healthPath,
            Map<String, String> environment,
            List<String> shipped)
            implements NodeServing {
        public Program {
            command = command == null ? null : List.copyOf(command);
            environment = new LinkedHashMap<>(environment);
            shipped = List.copyOf(shipped);
        }

        static Program own(int port) {
            return new Program(null, port, "/", Map.of(), List.of());
        }
    }

    /**
     * Files that a build makes.
     *
     * @param folders where they may be, most likely first
     * @param immutableFolders below them: file names with content hashes
     */
    record Files(List<String> folders, boolean routesInBrowser, List<String> immutableFolders)
            implements NodeServing {
        public Files {
            folders = List.copyOf(folders);
            immutableFolders = List.copyOf(immutableFolders);
        }
    }
}
