package dev.autostack.e2e;

/** One process of a cloud. */
enum Part {
    WORKER("worker"),
    AGENT("agent"),
    CONTROL_PLANE("control plane"),
    EDGE("edge");

    private final String words;

    Part(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
