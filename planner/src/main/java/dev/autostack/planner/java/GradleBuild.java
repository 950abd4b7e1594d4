package dev.autostack.planner.java;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.CTokens;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A build.gradle or build.gradle.kts, read by its tokens: plugins, coordinates of dependencies
 * (version catalogs included) and the Java version.
 */
final class GradleBuild {
    private final Set<String> coordinates = new LinkedHashSet<>();
    private final Set<String> plugins = new LinkedHashSet<>();
    private @Nullable String javaVersion;
    private boolean mainInManifest;

    private GradleBuild() {}

    static GradleBuild read(SourceTree tree, List<String> scripts) {
        GradleBuild build = new GradleBuild();
        Map<String, String> libraries = new LinkedHashMap<>();
        Map<String, String> pluginAliases = new LinkedHashMap<>();
        Doc catalog = tree.toml("gradle/libs.versions.toml");
        catalog.at("libraries")
                .fields()
                .forEach((name, value) -> libraries.put(alias(name), coordinate(value)));
        catalog.at("plugins")
                .fields()
                .forEach((name, value) ->
                        pluginAliases.put(
                                alias(name),
                                value.string() != null
                                        ? String.valueOf(value.string()).replaceFirst(":[^:]*$", "")
                                        : value.at("id").textOr("")));
        for (String script : scripts) {
            String text = tree.text(script);
            if (text != null) {
                build.script(CTokens.of(text), libraries, pluginAliases);
            }
        }
        return build;
    }

    private static String alias(String name) {
        return name.replaceAll("[-_.]", ".");
    }

    /**
     * The older way to write a dependency: {@code group: 'a.b', name: 'c'}; null for anything else.
     */
    private static @Nullable String byGroupAndName(List<Token> tokens, int at) {
        boolean fits =
                tokens.get(at + 1).isSymbol(":")
                        && tokens.get(at + 2).isString()
                        && tokens.get(at + 3).isSymbol(",")
                        && tokens.get(at + 4).isName("name")
                        && tokens.get(at + 5).isSymbol(":")
                        && tokens.get(at + 6).isString();
        return fits ? tokens.get(at + 2).text() + ":" + tokens.get(at + 6).text() : null;
    }

    private static String coordinate(Doc value) {
        String text = value.string();
        if (text == null) {
            text = value.at("module").string();
        }
        return text == null
                ? value.at("group").textOr("") + ":" + value.at("name").textOr("")
                : text;
    }

    private void script(
            List<Token> tokens, Map<String, String> libraries, Map<String, String> pluginAliases) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token before = i == 0 ? new Token(Token.Kind.SYMBOL, "", 0) : tokens.get(i - 1);
            Token before2 = i < 2 ? new Token(Token.Kind.SYMBOL, "", 0) : tokens.get(i - 2);
            if (token.isString()) {
                mainInManifest |= token.text().equals("Main-Class");
                if (token.text().matches("[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+(:.*)?")) {
                    boolean test =
                            i >= 1
                                    && (before.text().startsWith("test")
                                            || (before.isSymbol("(")
                                                    && before2.text().startsWith("test")));
                    if (!test) {
                        coordinates.add(token.text());
                    }
                }
                boolean pluginId =
                        before.isName("id")
                                || (before.isSymbol("(") && before2.isName("id"))
                                || (before.isSymbol(":") && before2.isName("plugin"))
                                || (before.isSymbol("=") && before2.isName("plugin"));
                boolean kotlin = before.isSymbol("(") && before2.isName("kotlin");
                if (pluginId) {
                    plugins.add(token.text());
                } else if (kotlin) {
                    plugins.add("org.jetbrains.kotlin." + token.text());
                }
            } else if (token.isName("group") && i + 6 < tokens.size()) {
                String named = byGroupAndName(tokens, i);
                if (named != null && !before.text().startsWith("test")) {
                    coordinates.add(named);
                }
            } else if (token.isName("libs")
                    && i + 2 < tokens.size()
                    && tokens.get(i + 1).isSymbol(".")) {
                alias(tokens, i + 2, libraries, pluginAliases);
            } else if (javaVersion == null) {
                javaVersion = javaVersion(tokens, i);
            }
            if (token.kind() == Token.Kind.NAME
                    && (token.text().equals("application")
                            || token.text().equals("war")
                            || token.text().equals("java"))
                    && i + 1 < tokens.size()
                    && tokens.get(i + 1).line() > token.line()
                    && before.line() < token.line()) {
                plugins.add(token.text());
            }
        }
    }

    private void alias(
            List<Token> tokens,
            int from,
            Map<String, String> libraries,
            Map<String, String> pluginAliases) {
        List<String> parts = new ArrayList<>();
        for (int j = from; j < tokens.size() && tokens.get(j).kind() == Token.Kind.NAME; j += 2) {
            parts.add(tokens.get(j).text());
            if (j + 1 >= tokens.size() || !tokens.get(j + 1).isSymbol(".")) {
                break;
            }
        }
        boolean plugin = !parts.isEmpty() && parts.getFirst().equals("plugins");
        if (plugin) {
            parts.removeFirst();
        }
        String found = (plugin ? pluginAliases : libraries).get(String.join(".", parts));
        if (found != null) {
            (plugin ? plugins : coordinates).add(found);
        }
    }

    private static @Nullable String javaVersion(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        if (token.text().matches("VERSION_(1_)?[0-9]{1,2}")) {
            return token.text().replaceFirst("VERSION_(1_)?", "");
        }
        boolean names =
                token.isName("JavaLanguageVersion")
                        || token.isName("jvmToolchain")
                        || token.isName("sourceCompatibility")
                        || token.isName("targetCompatibility")
                        || token.isName("languageVersion")
                        || token.isName("jvmTarget");
        for (int j = i + 1; names && j < Math.min(i + 6, tokens.size()); j++) {
            String text = tokens.get(j).text().replaceFirst("^1\\.", "");
            if (tokens.get(j).kind() != Token.Kind.NAME && text.matches("[0-9]{1,2}")) {
                return text;
            }
        }
        return null;
    }

    Set<String> coordinates() {
        return coordinates;
    }

    Set<String> plugins() {
        return plugins;
    }

    /** Whether a jar's manifest gets a Main-Class by hand. */
    boolean namesMainInManifest() {
        return mainInManifest;
    }

    @Nullable String javaVersion() {
        return javaVersion;
    }
}
