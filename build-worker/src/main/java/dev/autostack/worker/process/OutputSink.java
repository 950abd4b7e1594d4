package dev.autostack.worker.process;

/**
 * Takes the output of a process line by line, in order per stream, from two threads. A slow sink
 * slows the process down; nothing is buffered for it.
 */
@FunctionalInterface
public interface OutputSink {
    /** Which pipe a line came from. */
    enum Pipe {
        STDOUT,
        STDERR
    }

    /**
     * @param text without its line end; a line longer than 64 KiB comes in pieces
     */
    void line(Pipe pipe, String text);

    /** Drops everything. */
    static OutputSink none() {
        return (pipe, text) -> {};
    }
}
