package dev.autostack.planner.parse;

import dev.autostack.planner.parse.Token.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one JavaScript or TypeScript file says, read from its tokens. */
public final class JsSource {
    private static final Set<String> ROUTE_METHODS = Set.of("get", "all", "use", "route");

    private final List<Token> tokens;

    public JsSource(String source) {
        this.tokens = CTokens.ofScript(source);
    }

    /** The modules that are imported, as written: {@code express}, {@code ./routes}. */
    public Set<String> imports() {
        Set<String> modules = new LinkedHashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.isString() || i == 0) {
                continue;
            }
            Token before = tokens.get(i - 1);
            boolean call =
                    before.isSymbol("(")
                            && i >= 2
                            && (tokens.get(i - 2).isName("require")
                                    || tokens.get(i - 2).isName("import"));
            if (call || before.isName("from") || before.isName("import")) {
                modules.add(token.text());
            }
        }
        return modules;
    }

    /**
     * True when a member of the global object is called, as {@code Deno} in {@code Deno.serve()}.
     */
    public boolean calls(String global) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (tokens.get(i).isName(global)
                    && tokens.get(i + 1).isSymbol(".")
                    && tokens.get(i + 3).isSymbol("(")) {
                return true;
            }
        }
        return false;
    }

    /** The literal port of {@code X.listen(3000)} or {@code listen({port: 3000})}. */
    public @Nullable Integer listenPort() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (!tokens.get(i).isName("listen") || !tokens.get(i + 1).isSymbol("(")) {
                continue;
            }
            Integer port = portIn(i + 2);
            if (port != null) {
                return port;
            }
        }
        return portConstant();
    }

    /** {@code PORT || 3000} and {@code port = 3000}, wherever they stand. */
    private @Nullable Integer portConstant() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() != Kind.NAME || !token.text().equalsIgnoreCase("port")) {
                continue;
            }
            Token operator = tokens.get(i + 1);
            int value = i + 2;
            if (tokens.get(value).isSymbol("(") || tokens.get(value).isSymbol("+")) {
                value++;
            }
            boolean assigns =
                    operator.isSymbol("||")
                            || operator.isSymbol("??")
                            || operator.isSymbol("=")
                            || operator.isSymbol(",")
                            || operator.isSymbol(":");
            if (assigns && value < tokens.size()) {
                Integer port = asPort(tokens.get(value));
                if (port != null) {
                    return port;
                }
            }
        }
        return null;
    }

    private @Nullable Integer portIn(int from) {
        int depth = 1;
        for (int i = from; i < tokens.size() && i < from + 24 && depth > 0; i++) {
            Token token = tokens.get(i);
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (token.isSymbol("=>") || token.isName("function")) {
                return null;
            }
            Integer port = asPort(token);
            if (port != null) {
                return port;
            }
        }
        return null;
    }

    private static @Nullable Integer asPort(Token token) {
        if ((token.kind() == Kind.NUMBER || token.isString())
                && token.text().matches("[1-9][0-9]{1,4}")) {
            int port = Integer.parseInt(token.text());
            return port < 65_536 ? port : null;
        }
        return null;
    }

    /** Literal paths of routes: {@code app.get('/health', ...)}. */
    public Set<String> routes() {
        Set<String> paths = new LinkedHashSet<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.NAME
                    && ROUTE_METHODS.contains(token.text())
                    && tokens.get(i + 1).isSymbol("(")
                    && tokens.get(i + 2).isString()
                    && tokens.get(i + 2).text().startsWith("/")) {
                paths.add(tokens.get(i + 2).text());
            }
        }
        return paths;
    }

    /** Names read from {@code process.env} (or Bun.env, import.meta.env) without a default. */
    public Set<String> environmentReads() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (!tokens.get(i).isName("env")
                    || i < 2
                    || !tokens.get(i - 1).isSymbol(".")
                    || !(tokens.get(i - 2).isName("process") || tokens.get(i - 2).isName("Bun"))) {
                continue;
            }
            boolean dotted =
                    tokens.get(i + 1).isSymbol(".") && tokens.get(i + 2).kind() == Kind.NAME;
            boolean indexed = tokens.get(i + 1).isSymbol("[") && tokens.get(i + 2).isString();
            if (!dotted && !indexed) {
                continue;
            }
            int next = i + (dotted ? 3 : 4);
            boolean defaulted =
                    next < tokens.size()
                            && (tokens.get(next).isSymbol("||")
                                    || tokens.get(next).isSymbol("??")
                                    || tokens.get(next).isSymbol("?")
                                    || tokens.get(next).isSymbol("="));
            if (!defaulted) {
                names.add(tokens.get(i + 2).text());
            }
        }
        return names;
    }

    public List<Token> tokens() {
        return tokens;
    }
}
