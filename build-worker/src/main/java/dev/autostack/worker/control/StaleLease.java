package dev.autostack.worker.control;

/** The lease is not ours any more. Stop, drop the work, write nothing. */
public final class StaleLease extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleLease(String message) {
        super(message);
    }
}
