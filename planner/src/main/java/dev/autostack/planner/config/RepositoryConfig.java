package dev.autostack.planner.config;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.YamlText;
import dev.autostack.protocol.PlanOverrides;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads autostack.yaml. */
public final class RepositoryConfig {
    private RepositoryConfig() {}

    /** What reading gave. */
    public sealed interface Found {
        /** No such file. */
        record None() implements Found {}

        /** Its settings, with those made in AutoStack on top. */
        record Settings(String file, PlanOverrides merged) implements Found {}

        /** {@code problem} names line and column. */
        record Invalid(String file, String problem) implements Found {}
    }

    public static Found read(SourceTree tree, PlanOverrides overrides) {
        String file = tree.firstOf("autostack.yaml", "autostack.yml");
        String text = file == null ? null : tree.text(file);
        if (file == null || text == null) {
            return new Found.None();
        }
        YamlText.Located located;
        try {
            located = YamlText.parseLocated(text);
        } catch (Malformed e) {
            return new Found.Invalid(file, e.sentence());
        }
        if (!located.doc().present()) {
            return new Found.None();
        }
        List<Schema.Violation> violations = Schema.check(located.doc());
        if (!violations.isEmpty()) {
            Schema.Violation first = violations.getFirst();
            return new Found.Invalid(file, located.place(first.pointer()) + ": " + first.problem());
        }
        return new Found.Settings(file, merge(overrides, located.doc()));
    }

    private static PlanOverrides merge(PlanOverrides set, Doc file) {
        Integer port = set.port();
        return new PlanOverrides(
                first(set.stack(), file.at("stack")),
                first(set.dockerfile(), file.at("dockerfile")),
                first(set.dockerfileTarget(), file.at("target")),
                first(set.installCommand(), file.at("install")),
                first(set.buildCommand(), file.at("build")),
                first(set.startCommand(), file.at("start")),
                port == null ? file.at("port").integer() : port,
                first(set.healthPath(), file.at("healthPath")),
                first(set.outputDirectory(), file.at("output")),
                first(set.runtimeVersion(), file.at("version")));
    }

    private static @Nullable String first(@Nullable String set, Doc inFile) {
        return set == null ? inFile.text() : set;
    }
}
