package dev.autostack.planner.parse;

import dev.autostack.planner.parse.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens of languages whose comments begin with {@code #}: Python, Ruby, Elixir. Strings may be
 * tripled; a Ruby symbol {@code :name} is a symbol and a name.
 */
public final class HashTokens {
    private static final int MAX_TOKENS = 300_000;

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private HashTokens(String source) {
        this.source = source;
    }

    public static List<Token> of(String source) {
        HashTokens lexer = new HashTokens(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length() && tokens.size() < MAX_TOKENS) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                while (at < source.length() && source.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (Character.isJavaIdentifierStart(c)) {
                name();
            } else if (c >= '0' && c <= '9') {
                number();
            } else {
                tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), line));
                at++;
            }
        }
    }

    private void string(char quote) {
        int start = line;
        String triple = String.valueOf(quote).repeat(3);
        boolean tripled = source.startsWith(triple, at);
        at += tripled ? 3 : 1;
        StringBuilder text = new StringBuilder();
        while (at < source.length()) {
            char c = source.charAt(at);
            if (tripled ? source.startsWith(triple, at) : c == quote) {
                at += tripled ? 3 : 1;
                break;
            }
            if (c == '\n') {
                if (!tripled) {
                    // A broken string ends with its line, so that the rest is still read.
                    break;
                }
                line++;
            }
            if (c == '\\' && at + 1 < source.length()) {
                at++;
                if (source.charAt(at) == '\n') {
                    line++;
                }
                text.append(source.charAt(at));
            } else {
                text.append(c);
            }
            at++;
        }
        tokens.add(new Token(Kind.STRING, text.toString(), start));
    }

    private void name() {
        int from = at++;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
            at++;
        }
        String name = source.substring(from, at);
        boolean prefix =
                name.length() <= 2
                        && at < source.length()
                        && (source.charAt(at) == '"' || source.charAt(at) == '\'')
                        && name.matches("(?i)[rbfu]{1,2}");
        if (!prefix) {
            tokens.add(new Token(Kind.NAME, name, line));
        }
    }

    private void number() {
        int from = at++;
        while (at < source.length()
                && (Character.isLetterOrDigit(source.charAt(at))
                        || source.charAt(at) == '_'
                        || source.charAt(at) == '.')) {
            at++;
        }
        tokens.add(new Token(Kind.NUMBER, source.substring(from, at).replace("_", ""), line));
    }
}
