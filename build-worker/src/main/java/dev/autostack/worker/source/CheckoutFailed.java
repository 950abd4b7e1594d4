package dev.autostack.worker.source;

/** Carries the outcome out of the steps of a checkout; caught where the checkout begins. */
final class CheckoutFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient CheckoutOutcome outcome;

    CheckoutFailed(CheckoutOutcome outcome) {
        super(outcome.toString(), null, false, false);
        this.outcome = outcome;
    }

    CheckoutOutcome outcome() {
        return outcome;
    }
}
