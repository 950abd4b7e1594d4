package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a lock file of Yarn 2 and later has what manifests ask for. The install of single members
 * does not check that itself: it would resolve what is missing anew.
 */
final class YarnLock {
    private static final int MAX_BYTES = 8 << 20;

    private YarnLock() {}

    /** False also where the keys of the lock are not those of the manifests. */
    static boolean has(SourceTree top, String lock, List<Doc> manifests) {
        String text = top.head(lock, MAX_BYTES);
        if (text == null || top.json("package.json").at("resolutions").present()) {
            return false;
        }
        Set<String> keys = new HashSet<>();
        for (String line : text.lines().toList()) {
            if (line.endsWith(":") && !line.startsWith(" ") && !line.startsWith("#")) {
                String plain = line.substring(0, line.length() - 1).replace("\"", "");
                keys.addAll(List.of(plain.split(", ", -1)));
            }
        }
        for (Doc manifest : manifests) {
            for (String kind : List.of("dependencies", "devDependencies", "optionalDependencies")) {
                for (Map.Entry<String, Doc> asked : manifest.at(kind).fields().entrySet()) {
                    String range = asked.getValue().textOr("");
                    String key =
                            asked.getKey() + "@" + (range.contains(":") ? range : "npm:" + range);
                    if (!keys.contains(key)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
