package dev.autostack.planner.elixir;

import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Elixir, by mix.exs; umbrella projects by the mix.exs of their apps. */
public final class ElixirDetector implements StackDetector {
    static final String STACK = "elixir";

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("mix.exs"),
                List.of(".tool-versions, mise.toml"),
                List.of(
                        new Recognised.Framework("phoenix", List.of("phoenix"), 4000),
                        new Recognised.Framework(
                                "plug", List.of("bandit", "plug_cowboy", "plug"), 4000)));
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        if (!tree.has("mix.exs")) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>(dependencies(tree.text("mix.exs")));
        for (String file : tree.files()) {
            if (file.startsWith("apps/")
                    && RelativePath.depth(file) == 2
                    && file.endsWith("/mix.exs")) {
                names.addAll(dependencies(tree.text(file)));
            }
        }
        String framework =
                names.contains("phoenix")
                        ? "phoenix"
                        : names.contains("bandit")
                                        || names.contains("plug_cowboy")
                                        || names.contains("plug")
                                ? "plug"
                                : null;
        Tally tally = new Tally();
        tally.add(
                "mix.exs",
                framework == null ? "is a Mix manifest" : "depends on " + framework,
                framework == null ? Tally.MANIFEST : Tally.NAMED);
        if (tree.has("mix.lock")) {
            tally.add("mix.lock", "is a lock file of Mix", 5);
        }
        tally.addShare(tree, STACK, framework != null);
        return List.of(
                new Candidate(
                        STACK,
                        framework,
                        tally,
                        request -> new ElixirPlan(request, framework, names).make()));
    }

    /** The first name of each tuple {@code {:phoenix, "~> 1.7"}}. */
    private static Set<String> dependencies(@Nullable String text) {
        Set<String> names = new LinkedHashSet<>();
        List<Token> tokens = text == null ? List.of() : HashTokens.of(text);
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("{")
                    && tokens.get(i + 1).isSymbol(":")
                    && tokens.get(i + 3).isSymbol(",")) {
                names.add(tokens.get(i + 2).text());
            }
        }
        return names;
    }
}
