package dev.autostack.planner.parse;

import dev.autostack.planner.parse.Token.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one Python file says, read from its tokens. */
public final class PySource {
    private final List<Token> tokens;
    private final String[] lines;

    public PySource(String source) {
        this.tokens = HashTokens.of(source);
        this.lines = source.split("\n", -1);
    }

    public List<Token> tokens() {
        return tokens;
    }

    private boolean startsLine(int i) {
        return i == 0
                || tokens.get(i - 1).line() < tokens.get(i).line()
                || tokens.get(i - 1).isSymbol(";");
    }

    /** True inside of a function or a class: by the lines before with less and less indentation. */
    private boolean isLocal(int token) {
        int indentation = indentation(token);
        for (int i = token - 1; i >= 0 && indentation > 0; i--) {
            Token first = tokens.get(i);
            if (!startsLine(i)
                    || first.isSymbol(")")
                    || first.isSymbol("]")
                    || first.isSymbol("}")
                    || indentation(i) >= indentation) {
                continue;
            }
            if (first.isName("def") || first.isName("class") || first.isName("async")) {
                return true;
            }
            indentation = indentation(i);
        }
        return false;
    }

    private int indentation(int token) {
        String line = lines[Math.min(lines.length, tokens.get(token).line()) - 1];
        int at = 0;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** The modules that are imported, dotted; relative imports are left out. */
    public Set<String> imports() {
        Set<String> modules = new LinkedHashSet<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (!startsLine(i)) {
                continue;
            }
            if (tokens.get(i).isName("from") && tokens.get(i + 1).kind() == Kind.NAME) {
                modules.add(dotted(i + 1));
            } else if (tokens.get(i).isName("import")) {
                int line = tokens.get(i).line();
                for (int j = i + 1; j < tokens.size() && tokens.get(j).line() == line; j++) {
                    boolean first = j == i + 1 || tokens.get(j - 1).isSymbol(",");
                    if (first && tokens.get(j).kind() == Kind.NAME) {
                        modules.add(dotted(j));
                    }
                }
            }
        }
        return modules;
    }

    private String dotted(int from) {
        StringBuilder name = new StringBuilder(tokens.get(from).text());
        for (int i = from + 1;
                i + 1 < tokens.size()
                        && tokens.get(i).isSymbol(".")
                        && tokens.get(i + 1).kind() == Kind.NAME;
                i += 2) {
            name.append('.').append(tokens.get(i + 1).text());
        }
        return name.toString();
    }

    /** The top-level names of imported packages. */
    public Set<String> packages() {
        Set<String> packages = new LinkedHashSet<>();
        for (String module : imports()) {
            int dot = module.indexOf('.');
            packages.add(dot < 0 ? module : module.substring(0, dot));
        }
        return packages;
    }

    /**
     * The name that a module assigns from a call of the class, outside of functions: {@code app =
     * Flask(...)}, {@code app = fastapi.FastAPI(...)}; null without one.
     */
    public @Nullable String instanceOf(Set<String> classes) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (assignsInstance(i, classes) && !isLocal(i)) {
                return tokens.get(i).text();
            }
        }
        return null;
    }

    /** True when an instance is assigned anywhere, in a function that makes the app too. */
    public boolean creates(Set<String> classes) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            if (assignsInstance(i, classes)) {
                return true;
            }
        }
        return false;
    }

    private boolean assignsInstance(int i, Set<String> classes) {
        if (!startsLine(i) || tokens.get(i).kind() != Kind.NAME) {
            return false;
        }
        int j = i + 1;
        if (tokens.get(j).isSymbol(":")) {
            // An annotated assignment: app: FastAPI = FastAPI()
            while (j < tokens.size()
                    && !tokens.get(j).isSymbol("=")
                    && tokens.get(j).line() == tokens.get(i).line()) {
                j++;
            }
        }
        if (j + 2 >= tokens.size() || !tokens.get(j).isSymbol("=")) {
            return false;
        }
        j++;
        while (j + 2 < tokens.size()
                && tokens.get(j).kind() == Kind.NAME
                && tokens.get(j + 1).isSymbol(".")) {
            j += 2;
        }
        return j + 1 < tokens.size()
                && classes.contains(tokens.get(j).text())
                && tokens.get(j + 1).isSymbol("(");
    }

    /** True when a function of that name is defined at any level. */
    public boolean defines(String function) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isName("def") && tokens.get(i + 1).isName(function)) {
                return true;
            }
        }
        return false;
    }

    /** True for {@code if __name__ == "__main__"}. */
    public boolean isProgram() {
        return tokens.stream()
                .anyMatch(token -> token.isString() && token.text().equals("__main__"));
    }

    /** True when a string literal is such. */
    public boolean hasString(Predicate<String> wanted) {
        return tokens().stream().anyMatch(token -> token.isString() && wanted.test(token.text()));
    }

    /** String values of {@code NAME = "value"} at the beginning of a line. */
    public Map<String, String> constants() {
        Map<String, String> constants = new LinkedHashMap<>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (startsLine(i)
                    && tokens.get(i).kind() == Kind.NAME
                    && tokens.get(i + 1).isSymbol("=")
                    && tokens.get(i + 2).isString()) {
                constants.putIfAbsent(tokens.get(i).text(), tokens.get(i + 2).text());
            }
        }
        return constants;
    }

    /** True when the module assigns the name, outside of functions and classes. */
    public boolean assigns(String name) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (startsLine(i)
                    && tokens.get(i).isName(name)
                    && tokens.get(i + 1).isSymbol("=")
                    && !isLocal(i)) {
                return true;
            }
        }
        return false;
    }

    /** The literal of {@code port=8000} in a call or assignment, or of a default of PORT. */
    public @Nullable Integer port() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (!tokens.get(i).text().equalsIgnoreCase("port")) {
                continue;
            }
            Token next = tokens.get(i + 1);
            Token value = tokens.get(i + 2);
            boolean gives = next.isSymbol("=") || next.isSymbol(",") || next.isSymbol(":");
            if (gives && value.text().matches("[1-9][0-9]{1,4}") && value.kind() != Kind.NAME) {
                int port = Integer.parseInt(value.text());
                if (port < 65_536) {
                    return port;
                }
            }
        }
        return null;
    }

    /** Literal paths in decorators and route tables: any string that begins with a slash. */
    public Set<String> routes() {
        Set<String> routes = new LinkedHashSet<>();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i).isString()
                    && tokens.get(i).text().startsWith("/")
                    && tokens.get(i - 1).isSymbol("(")
                    && i >= 2
                    && tokens.get(i - 2).kind() == Kind.NAME
                    && Set.of(
                                    "get",
                                    "route",
                                    "api_route",
                                    "add_api_route",
                                    "Route",
                                    "head",
                                    "path",
                                    "add_url_rule")
                            .contains(tokens.get(i - 2).text())) {
                routes.add(tokens.get(i).text());
            }
        }
        return routes;
    }

    /** {@code os.environ["X"]} and {@code os.getenv("X")} without a default. */
    public Set<String> environmentReads() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i + 3 < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean index = token.isName("environ") && tokens.get(i + 1).isSymbol("[");
            boolean call =
                    (token.isName("getenv")
                                    || (token.isName("get")
                                            && i >= 2
                                            && tokens.get(i - 2).isName("environ")))
                            && tokens.get(i + 1).isSymbol("(");
            if ((index || (call && tokens.get(i + 3).isSymbol(")")))
                    && tokens.get(i + 2).isString()) {
                names.add(tokens.get(i + 2).text());
            }
        }
        return names;
    }
}
