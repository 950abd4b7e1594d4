package dev.autostack.planner.image;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Debian packages that the libraries of a project need, because the slim images hold no compiler
 * and few shared libraries.
 *
 * @param build to compile or fetch them
 * @param run while the app runs
 */
public record SystemPackages(Set<String> build, Set<String> run) {
    public SystemPackages {
        // In the order of the table: Set.copyOf would change the Dockerfile from run to run.
        build = Collections.unmodifiableSet(new LinkedHashSet<>(build));
        run = Collections.unmodifiableSet(new LinkedHashSet<>(run));
    }

    /** What one library of a language needs; {@code library} is its name in that language. */
    public record Need(String library, List<String> build, List<String> run) {
        public Need {
            build = List.copyOf(build);
            run = List.copyOf(run);
        }
    }

    /** To fetch a dependency from a Git repository. */
    public static SystemPackages git() {
        return new SystemPackages(new LinkedHashSet<>(List.of("git", "ca-certificates")), Set.of());
    }

    /** What those of {@code known} need that the project uses. */
    public static SystemPackages of(List<Need> known, Predicate<String> uses) {
        Set<String> build = new LinkedHashSet<>();
        Set<String> run = new LinkedHashSet<>();
        for (Need need : known) {
            if (uses.test(need.library())) {
                build.addAll(need.build());
                run.addAll(need.run());
            }
        }
        return new SystemPackages(build, run);
    }

    /** These and the others. */
    public SystemPackages and(SystemPackages others) {
        Set<String> allBuild = new LinkedHashSet<>(build);
        allBuild.addAll(others.build);
        Set<String> allRun = new LinkedHashSet<>(run);
        allRun.addAll(others.run);
        return new SystemPackages(allBuild, allRun);
    }
}
