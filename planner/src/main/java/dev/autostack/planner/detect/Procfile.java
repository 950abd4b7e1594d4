package dev.autostack.planner.detect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Process types of a Procfile (devcenter.heroku.com/articles/procfile). */
public final class Procfile {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]+):\\s*(.+)");

    private Procfile() {}

    public static Map<String, String> read(SourceTree tree) {
        Map<String, String> processes = new LinkedHashMap<>();
        String text = tree.text("Procfile");
        if (text != null) {
            for (String line : text.lines().toList()) {
                Matcher matcher = line.length() < 5_000 ? LINE.matcher(line.strip()) : null;
                if (matcher != null && matcher.matches()) {
                    processes.put(
                            matcher.group(1), ListenAddress.everywhere(matcher.group(2).strip()));
                }
            }
        }
        return processes;
    }

    /** The command of the web process, or null. */
    public static @Nullable String web(SourceTree tree) {
        return read(tree).get("web");
    }
}
