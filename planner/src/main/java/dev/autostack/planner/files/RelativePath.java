package dev.autostack.planner.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic on the relative paths of {@link AppFiles}. */
public final class RelativePath {
    private RelativePath() {}

    /** Joins and normalises; null when the result would leave the tree. */
    public static @Nullable String resolve(String base, String path) {
        List<String> names = new ArrayList<>();
        String joined = path.startsWith("/") ? path : base + "/" + path;
        for (String name : joined.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    return null;
                }
                names.removeLast();
            } else {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    public static String join(String base, String path) {
        return base.isEmpty() ? path : path.isEmpty() ? base : base + "/" + path;
    }

    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The part after the last dot of the name, in lower case; "" without one. */
    public static String extension(String path) {
        String name = name(path);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(java.util.Locale.ROOT);
    }

    /** Number of folders above the file: 0 at the top. */
    public static int depth(String path) {
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '/') {
                depth++;
            }
        }
        return depth;
    }
}
