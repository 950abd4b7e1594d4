package dev.autostack.worker.process;

/** Unwinds a build that was told to stop; caught in one place. */
public final class BuildStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient StopReason reason;

    public BuildStopped(StopReason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    public StopReason reason() {
        return reason;
    }
}
