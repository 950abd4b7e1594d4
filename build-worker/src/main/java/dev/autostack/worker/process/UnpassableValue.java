package dev.autostack.worker.process;

/** A value that the operating system cannot hand to a program unchanged. Never holds the value. */
public final class UnpassableValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    UnpassableValue(String what, String reason) {
        super("The value of " + what + " cannot be passed on: " + reason + ".");
        this.reason = reason;
    }

    /** Completes "it cannot be passed on: ...". */
    public String reason() {
        return reason;
    }
}
