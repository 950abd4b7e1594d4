package dev.autostack.planner.parse;

/**
 * A text that is not of the format its name says. {@code line} and {@code column} count from 1, 0
 * when unknown.
 */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    public Malformed(String problem, int line, int column) {
        super(problem);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The problem with its place, fit for a warning. */
    public String sentence() {
        return line > 0
                ? "line " + line + ", column " + column + ": " + getMessage()
                : String.valueOf(getMessage());
    }
}
