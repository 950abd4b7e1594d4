package dev.autostack.planner.java;

import dev.autostack.planner.detect.CommandLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Procfile names what the build leaves in its folder of results; the image holds the same under
 * names of its own. Options of the JVM and arguments of the program stay as they are.
 */
final class JavaProcfile {
    private JavaProcfile() {}

    /** The command for the image; null when this one names no results of the build. */
    static @Nullable CommandLine inImage(CommandLine command, JavaLaunch launch) {
        if (launch instanceof JavaLaunch.War || launch instanceof JavaLaunch.Quarkus) {
            return null;
        }
        List<String> words = new ArrayList<>(List.of(command.shown().strip().split("\\s+")));
        for (int i = 0; i + 1 < words.size(); i++) {
            String option = words.get(i);
            if (!isResult(words.get(i + 1)) || !words.contains("java")) {
                continue;
            }
            if (option.equals("-jar")) {
                boolean byClass = launch instanceof JavaLaunch.Jar jar && jar.mainClass() != null;
                List<String> start = new ArrayList<>(launch.command().arguments());
                if (launch instanceof JavaLaunch.Installed) {
                    return null;
                }
                words.subList(i, i + 2).clear();
                words.addAll(i, byClass ? quoted(start.subList(1, 4)) : start.subList(1, 3));
            } else if (option.equals("-cp")
                    || option.equals("-classpath")
                    || option.equals("--class-path")) {
                words.set(i + 1, "'/app/app.jar:/app/lib/*'");
            } else {
                continue;
            }
            return CommandLine.parse(String.join(" ", words), command.source());
        }
        return null;
    }

    /** The shell would look for files of that name. */
    private static List<String> quoted(List<String> classPath) {
        return List.of(classPath.get(0), "'" + classPath.get(1) + "'", classPath.get(2));
    }

    private static boolean isResult(String path) {
        return path.matches("[\"']?([^:]*/)?(target|build)/.*");
    }
}
