package dev.autostack.edge.proxy;

/** How an exchange ended. */
enum Outcome {
    ANSWERED(""),
    /** With a page of the edge's own that is no fault of the app or the edge. */
    ANSWERED_BY_EDGE(""),
    EDGE_ERROR("edge_error"),
    CLIENT_ABORT("client_abort");

    private final String fault;

    Outcome(String fault) {
        this.fault = fault;
    }

    /** As the access log names it; empty when all went well. */
    String fault() {
        return fault;
    }
}
