package dev.autostack.planner.golang;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which of the programs of a module is the one that serves. */
final class GoPrograms {
    /** Names of programs beside the server. */
    private static final Pattern ASIDE =
            Pattern.compile(
                    "(?:.*[-_])?(?:cli|client|ctl|tool|tools|migrate|migration|migrations|migrator|seed|seeder|seeds"
                            + "|gen|generate|generator|codegen|worker|workers|cron|job|jobs|consumer|example|examples"
                            + "|demo|bench|benchmark|mock|mocks|test|lambda|script|scripts|admin-cli|setup|import"
                            + "|export|backup|console|healthcheck|desktop|tui|bootstrap|serverless)"
                            + "|(?:bootstrap|migrate|seed|gen|init|create|test|bench|mock)[-_].*");

    /** Names that servers have, most telling first. */
    private static final List<String> SERVERS =
            List.of("server", "api", "web", "app", "http", "backend", "main", "service", "serve");

    private GoPrograms() {}

    /**
     * The root package, else the one in cmd itself, else the only one in cmd, else the only one at
     * all, else the one named as the module or as servers are, else the only one that no usual name
     * sets aside; null when several remain.
     */
    static @Nullable String chosen(SourceTree tree, GoSources sources) {
        Set<String> mains = sources.mainFolders();
        if (mains.contains("")) {
            return "";
        }
        if (mains.contains("cmd")) {
            return "cmd";
        }
        List<String> commands = mains.stream().filter(m -> m.startsWith("cmd/")).toList();
        Collection<String> open = commands.isEmpty() ? mains : commands;
        if (open.size() == 1) {
            return open.iterator().next();
        }
        String module = GoModule.parse(tree.text("go.mod")).name();
        String name = module == null ? "" : RelativePath.name(module.replaceFirst("/v[0-9]+$", ""));
        List<String> serving =
                open.stream().filter(main -> isServer(RelativePath.name(main), name)).toList();
        if (serving.size() == 1) {
            return serving.getFirst();
        }
        List<String> left = new ArrayList<>(serving.isEmpty() ? open : serving);
        left.removeIf(main -> ASIDE.matcher(lower(main)).matches());
        return left.size() == 1 ? left.getFirst() : first(left);
    }

    private static boolean isServer(String folder, String module) {
        return folder.equals(module)
                || module.endsWith("-" + folder)
                || module.startsWith(folder + "-")
                || SERVERS.contains(folder.toLowerCase(Locale.ROOT));
    }

    /** The only one whose name ends or begins as those of servers do. */
    private static @Nullable String first(List<String> mains) {
        List<String> likely =
                mains.stream()
                        .filter(main ->
                                lower(main)
                                        .matches(
                                                "(?:api|http|web)[-_]?(?:server|service)?.*|.*[-_]?(?:api|server|web)"))
                        .toList();
        List<String> api =
                likely.stream()
                        .filter(main -> lower(main).matches("(?:.*[-_])?api.*|.*api"))
                        .toList();
        return likely.size() == 1 ? likely.getFirst() : api.size() == 1 ? api.getFirst() : null;
    }

    private static String lower(String main) {
        return RelativePath.name(main).toLowerCase(Locale.ROOT);
    }
}
