package dev.autostack.planner.node;

import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.Token;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module that its host calls: Vercel and Netlify start what it exports for each request. As a
 * program it would end at once.
 */
final class HostedModule {
    /** Their apps have a method that listens. */
    private static final Set<String> LISTENERS = Set.of("express", "koa", "connect", "restana");

    private HostedModule() {}

    /** True for a file that exports, calls nothing that listens, and is written for such a host. */
    static boolean is(NodeProject project, String path) {
        String text = forHost(project) ? project.tree().text(path) : null;
        if (text == null) {
            return false;
        }
        List<Token> tokens = new JsSource(text).tokens();
        boolean listens =
                tokens.stream().anyMatch(t -> t.isName("listen") || t.isName("createServer"));
        return !listens && exported(tokens) >= 0;
    }

    private static boolean forHost(NodeProject project) {
        return project.tree().firstOf("vercel.json", "now.json", "vercel.ts", "netlify.toml")
                        != null
                || project.uses("@vercel/node")
                || project.uses("@netlify/functions")
                || project.scripts().values().stream()
                        .anyMatch(script -> script.matches("(vercel|netlify)( .*)?"));
    }

    /**
     * What starts the app object that the module exports, or the server whose app it hands on; null
     * when it exports something else.
     */
    static @Nullable StartCommand listening(NodeProject project, String path) {
        String text = project.tree().text(path);
        String server = text == null ? null : handedOn(project, path, new JsSource(text).tokens());
        if (server != null) {
            return new StartCommand(
                    List.of("node", server), "node " + server, path + ", which exports its app");
        }
        List<Token> tokens = text == null ? List.of() : new JsSource(text).tokens();
        int at = exported(tokens);
        if (at < 0 || !isApp(project, tokens, tokens.get(at).text())) {
            return null;
        }
        boolean module =
                path.endsWith(".mjs")
                        || (!path.endsWith(".cjs")
                                && "module".equals(project.manifest().at("type").string()));
        String file = "./" + path;
        String program =
                module
                        ? "import('" + file + "').then(m => m.default.listen(process.env.PORT))"
                        : "require('" + file + "').listen(process.env.PORT)";
        return file.matches("[\\w./-]+")
                ? new StartCommand(
                        List.of("node", "-e", program),
                        "node -e \"" + program + "\"",
                        path + ", which exports its app")
                : null;
    }

    /** The file, with a server that listens, that all of the module is imported from; or null. */
    private static @Nullable String handedOn(NodeProject project, String path, List<Token> tokens) {
        int at = exported(tokens);
        String from = at < 0 ? null : imported(tokens, at);
        String file = from == null || !from.startsWith(".") ? null : project.file(path, from);
        String text =
                file == null || !file.matches(".*\\.[cm]?js") ? null : project.tree().text(file);
        boolean listens =
                text != null
                        && new JsSource(text).tokens().stream().anyMatch(t -> t.isName("listen"));
        return listens ? file : null;
    }

    /** The module of {@code require('X')} at the place, or of the name that stands there. */
    private static @Nullable String imported(List<Token> tokens, int at) {
        Token exported = tokens.get(at);
        for (int i = 0; i + 3 < tokens.size(); i++) {
            boolean here = i == at || (i > 1 && tokens.get(i - 2).isName(exported.text()));
            boolean assigned = i == at || (i > 0 && tokens.get(i - 1).isSymbol("="));
            if (here
                    && assigned
                    && tokens.get(i).isName("require")
                    && tokens.get(i + 1).isSymbol("(")
                    && tokens.get(i + 2).isString()) {
                return tokens.get(i + 2).text();
            }
            if (tokens.get(i).isName("import")
                    && tokens.get(i + 1).isName(exported.text())
                    && tokens.get(i + 2).isName("from")
                    && tokens.get(i + 3).isString()) {
                return tokens.get(i + 3).text();
            }
        }
        return null;
    }

    /** Where the name stands that is exported as the whole module, or -1. */
    private static int exported(List<Token> tokens) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (tokens.get(i).isName("module")
                    && tokens.get(i + 1).isSymbol(".")
                    && tokens.get(i + 2).isName("exports")) {
                return tokens.get(i + 3).isSymbol("=") && i + 4 < tokens.size() ? i + 4 : i + 3;
            }
        }
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).isName("export")) {
                return i + (tokens.get(i + 1).isName("default") ? 2 : 1);
            }
            if (tokens.get(i).isName("exports") && tokens.get(i + 1).isSymbol(".")) {
                return i + 2;
            }
        }
        return -1;
    }

    private static boolean isApp(NodeProject project, List<Token> tokens, String name) {
        for (int i = 1; i + 3 < tokens.size(); i++) {
            if (!tokens.get(i).isName(name) || !tokens.get(i + 1).isSymbol("=")) {
                continue;
            }
            int called = i + (tokens.get(i + 2).isName("new") ? 3 : 2);
            boolean listener =
                    called + 1 < tokens.size()
                            && tokens.get(called + 1).isSymbol("(")
                            && LISTENERS.contains(
                                    tokens.get(called).text().toLowerCase(java.util.Locale.ROOT))
                            && project.needs(
                                    tokens.get(called).text().toLowerCase(java.util.Locale.ROOT));
            if (listener) {
                return true;
            }
        }
        return false;
    }
}
