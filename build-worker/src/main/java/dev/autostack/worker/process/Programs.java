package dev.autostack.worker.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds programs in the usual folders, without asking the environment of whoever started us. */
public final class Programs {
    private static final List<String> FOLDERS =
            List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin");

    private Programs() {}

    /** Every program of that name, each once, in search order. */
    public static List<Path> all(String name) {
        List<Path> found = new ArrayList<>();
        List<Path> real = new ArrayList<>();
        for (String folder : FOLDERS) {
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                Path target = realPath(candidate);
                if (!real.contains(target)) {
                    real.add(target);
                    found.add(candidate);
                }
            }
        }
        return found;
    }

    /** The first program of that name, or null. */
    public static @Nullable Path find(String name) {
        List<Path> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (java.io.IOException e) {
            return path;
        }
    }
}
