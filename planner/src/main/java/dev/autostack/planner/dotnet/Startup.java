package dev.autostack.planner.dotnet;

import dev.autostack.planner.detect.Languages;
import dev.autostack.planner.files.RelativePath;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which of several web projects of a solution people open in their browser. */
final class Startup {
    /** Projects that look after the app or show parts of it. */
    private static final Pattern BESIDE =
            Pattern.compile(
                    ".*(health-?checks?|watchdog|status|\\btests?\\b|mock|fake|stub|sample|example|demo|playground"
                            + "|migrat|seed|benchmark|tool|generator|apphost|servicedefaults|backgroundtask|worker|jobs?\\b"
                            + "|hangfire|scheduler|simulator).*");

    private static final List<String> FRONT =
            List.of("web", "webapp", "webui", "mvc", "app", "api", "webapi", "server", "host");

    private Startup() {}

    /** The kind of web project: aspnetcore, blazor (in the browser), aspnet, or null. */
    static @Nullable String kind(DotnetProject project) {
        if (project.isBlazorClient()) {
            return "blazor";
        }
        return project.isWeb() ? "aspnetcore" : project.isOldWeb() ? "aspnet" : null;
    }

    /**
     * The best of the web projects: servers before pages for the browser, programs before
     * libraries, apps before what stands beside them, usual names first; null without one.
     */
    static @Nullable DotnetProject of(List<DotnetProject> projects, @Nullable String solution) {
        String title =
                solution == null
                        ? ""
                        : solution.replaceFirst("\\.slnx?$", "").toLowerCase(Locale.ROOT);
        return projects.stream()
                .filter(project -> kind(project) != null)
                .min(
                        Comparator.<DotnetProject>comparingInt(
                                        project -> "blazor".equals(kind(project)) ? 1 : 0)
                                .thenComparingInt(project -> project.isProgram() ? 0 : 1)
                                .thenComparingInt(project -> isBeside(project) ? 1 : 0)
                                .thenComparingInt(project -> unlikelihood(project, title)))
                .orElse(null);
    }

    private static boolean isBeside(DotnetProject project) {
        return BESIDE.matcher(name(project)).matches() || Languages.isAside(project.path());
    }

    private static String name(DotnetProject project) {
        return RelativePath.name(project.path())
                .replaceFirst("\\.[a-z]+$", "")
                .toLowerCase(Locale.ROOT);
    }

    private static int unlikelihood(DotnetProject project, String solution) {
        String name = name(project);
        if (name.equals(solution)) {
            return 0;
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        return FRONT.contains(last) ? 1 : 2;
    }
}
