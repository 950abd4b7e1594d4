package dev.autostack.planner.ruby;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.Token;
import dev.autostack.planner.parse.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gems of a Gemfile, without running it: names with the group they stand in.
 *
 * @param file Gemfile, gems.rb or a variant of case; null when there is none
 * @param gems gem name to its first version requirement, "" without one
 * @param ruby version of the {@code ruby} line, null without one
 */
record Gemfile(
        @Nullable String file,
        Map<String, String> gems,
        Map<String, String> developmentGems,
        @Nullable String ruby,
        boolean gemspec) {

    static Gemfile of(SourceTree tree) {
        String file = tree.firstOf("Gemfile", "gems.rb", "gemfile");
        Map<String, String> gems = new LinkedHashMap<>();
        Map<String, String> development = new LinkedHashMap<>();
        String text = file == null ? null : tree.text(file);
        String ruby = null;
        boolean gemspec = false;
        boolean inDevelopment = false;
        List<Token> tokens = text == null ? List.of() : HashTokens.of(text);
        for (int i = 0; i < tokens.size(); i++) {
            boolean first = i == 0 || tokens.get(i - 1).line() < tokens.get(i).line();
            Token token = tokens.get(i);
            if (!first && !token.isName("gem")) {
                continue;
            }
            int value = i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(") ? i + 2 : i + 1;
            Token next =
                    value < tokens.size() ? tokens.get(value) : new Token(Token.Kind.SYMBOL, "", 0);
            if (token.isName("group")) {
                inDevelopment = onlyDevelopment(tokens, i);
            } else if (token.isName("end")) {
                inDevelopment = false;
            } else if (token.isName("ruby") && next.isString()) {
                ruby = next.text();
            } else if (token.isName("gemspec")) {
                gemspec = true;
            } else if (token.isName("gem") && next.isString()) {
                boolean version =
                        value + 2 < tokens.size()
                                && tokens.get(value + 1).isSymbol(",")
                                && tokens.get(value + 2).isString();
                boolean inline = groupOfLine(tokens, value);
                (inDevelopment || inline ? development : gems)
                        .putIfAbsent(next.text(), version ? tokens.get(value + 2).text() : "");
            }
        }
        return new Gemfile(file, Map.copyOf(gems), Map.copyOf(development), ruby, gemspec);
    }

    private static boolean onlyDevelopment(List<Token> tokens, int from) {
        boolean any = false;
        for (int i = from + 1;
                i < tokens.size() && tokens.get(i).line() == tokens.get(from).line();
                i++) {
            String name = tokens.get(i).text();
            if (name.equals("production")
                    || name.equals("default")
                    || name.equals("jekyll_plugins")) {
                return false;
            }
            any |= name.equals("development") || name.equals("test");
        }
        return any;
    }

    private static boolean groupOfLine(List<Token> tokens, int from) {
        for (int i = from;
                i + 1 < tokens.size() && tokens.get(i).line() == tokens.get(from).line();
                i++) {
            if (tokens.get(i).isName("group") || tokens.get(i).isName("groups")) {
                return onlyDevelopment(tokens, i);
            }
        }
        return false;
    }

    boolean has(String gem) {
        return gems.containsKey(gem);
    }

    /** Versions that Gemfile.lock resolved, by gem. */
    static Map<String, String> locked(SourceTree tree) {
        Map<String, String> versions = new LinkedHashMap<>();
        String name = tree.firstOf("Gemfile.lock", "gems.locked");
        String text = name == null ? null : tree.text(name);
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            if (line.startsWith("    ") && !line.startsWith("     ")) {
                List<String> words = Words.of(line.strip());
                if (words.size() == 2) {
                    versions.putIfAbsent(words.getFirst(), words.get(1).replaceAll("[()]", ""));
                }
            }
        }
        return versions;
    }
}
