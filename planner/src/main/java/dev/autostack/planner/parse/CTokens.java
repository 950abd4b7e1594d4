package dev.autostack.planner.parse;

import dev.autostack.planner.parse.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens of languages with C's comments and quotes (JavaScript, TypeScript, Go, Java, Kotlin,
 * Groovy, C#, Rust, PHP): enough to tell code from comments, strings, templates and regular
 * expressions. A template with substitutions yields its text with their content left out.
 */
public final class CTokens {
    private static final int MAX_TOKENS = 300_000;
    private static final String BLOCK_QUOTES = "\"\"\"";

    private final String source;
    private final boolean regexes;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private CTokens(String source, boolean regexes) {
        this.source = source;
        this.regexes = regexes;
    }

    /** JavaScript and TypeScript. */
    public static List<Token> ofScript(String source) {
        return of(source, true);
    }

    /** Languages without literals for regular expressions. */
    public static List<Token> of(String source) {
        return of(source, false);
    }

    private static List<Token> of(String source, boolean regexes) {
        CTokens lexer = new CTokens(source, regexes);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        if (source.startsWith("#!")) {
            skipLine();
        }
        while (at < source.length() && tokens.size() < MAX_TOKENS) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '/' && peek(1) == '/') {
                skipLine();
            } else if (c == '/' && peek(1) == '*') {
                skipBlockComment();
            } else if (!regexes && source.startsWith(BLOCK_QUOTES, at) && textBlock()) {
                // Taken whole: Java's, Kotlin's and C#'s text over several lines.
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (c == '`') {
                template();
            } else if (Character.isJavaIdentifierStart(c) || c == '#' || c == '@') {
                name();
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (regexes && c == '/' && regexAllowed()) {
                regex();
            } else {
                symbol();
            }
        }
    }

    private char peek(int ahead) {
        return at + ahead < source.length() ? source.charAt(at + ahead) : 0;
    }

    private void skipLine() {
        while (at < source.length() && source.charAt(at) != '\n') {
            at++;
        }
    }

    private void skipBlockComment() {
        at += 2;
        while (at < source.length() && !(source.charAt(at) == '*' && peek(1) == '/')) {
            if (source.charAt(at) == '\n') {
                line++;
            }
            at++;
        }
        at += 2;
    }

    /** False when nothing ends it: then it is read as strings are. */
    private boolean textBlock() {
        int end = source.indexOf(BLOCK_QUOTES, at + BLOCK_QUOTES.length());
        if (end < 0) {
            return false;
        }
        String text = source.substring(at + BLOCK_QUOTES.length(), end);
        tokens.add(new Token(Kind.STRING, text, line));
        line += (int) text.chars().filter(c -> c == '\n').count();
        at = end + BLOCK_QUOTES.length();
        return true;
    }

    private void string(char quote) {
        int start = line;
        StringBuilder text = new StringBuilder();
        at++;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == quote || c == '\n') {
                // A line break ends a broken string, so that the rest of the file is still read.
                if (c == quote) {
                    at++;
                }
                break;
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

    private void template() {
        int start = line;
        StringBuilder text = new StringBuilder();
        at++;
        int braces = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
            }
            if (braces == 0 && c == '`') {
                at++;
                break;
            }
            if (c == '\\' && at + 1 < source.length()) {
                at += 2;
                continue;
            }
            if (braces == 0 && c == '$' && peek(1) == '{') {
                braces = 1;
                text.append("${}");
                at += 2;
                continue;
            }
            if (braces > 0) {
                braces += c == '{' ? 1 : c == '}' ? -1 : 0;
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
        tokens.add(new Token(Kind.NAME, source.substring(from, at), line));
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

    private boolean regexAllowed() {
        if (tokens.isEmpty()) {
            return true;
        }
        Token last = tokens.getLast();
        return switch (last.kind()) {
            case NAME ->
                    last.text().equals("return")
                            || last.text().equals("typeof")
                            || last.text().equals("case")
                            || last.text().equals("in")
                            || last.text().equals("of");
            case NUMBER, STRING -> false;
            case SYMBOL ->
                    !last.text().equals(")")
                            && !last.text().equals("]")
                            && !last.text().equals("}");
        };
    }

    private void regex() {
        int from = at++;
        boolean inClass = false;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                // It was a division, or JSX text: read on behind the slash.
                at = from;
                symbol();
                return;
            }
            if (c == '\\') {
                at++;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '/' && !inClass) {
                at++;
                while (at < source.length() && Character.isLetter(source.charAt(at))) {
                    at++;
                }
                return;
            }
            at++;
        }
    }

    private void symbol() {
        if (source.startsWith("=>", at)
                || source.startsWith("||", at)
                || source.startsWith("??", at)) {
            tokens.add(new Token(Kind.SYMBOL, source.substring(at, at + 2), line));
            at += 2;
            return;
        }
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(source.charAt(at)), line));
        at++;
    }
}
