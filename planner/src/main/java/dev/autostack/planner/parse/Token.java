package dev.autostack.planner.parse;

/** A token of a source file. For strings {@code text} is the content without quotes. */
public record Token(Kind kind, String text, int line) {

    /** Comments and white space are no tokens. */
    public enum Kind {
        NAME,
        STRING,
        NUMBER,
        SYMBOL
    }

    public boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    public boolean isString() {
        return kind == Kind.STRING;
    }
}
