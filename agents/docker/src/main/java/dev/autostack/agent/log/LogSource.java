package dev.autostack.agent.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The log of one container as the engine keeps it, read in order from a position on. For one
 * thread. Two implementations: the engine's own file, and the engine's API where the file cannot be
 * read.
 */
interface LogSource extends AutoCloseable {

    /**
     * What was printed next, some hundred kilobytes at most. Waits up to {@code longest} when there
     * is nothing, and then returns nothing: for a container that has ended this means that all has
     * been read. An interrupt ends the wait.
     *
     * @throws LogLost when printed text is gone for good; reading goes on behind the loss
     */
    List<Entry> read(Duration longest) throws IOException, InterruptedException, LogLost;

    /** Ends a wait of {@link #read}. From any thread. */
    void wake();

    /** Stops reading. */
    @Override
    void close();

    /** A place between two entries. Its parts mean something to the source only. */
    record Position(String file, long offset) {
        public Position {
            if (file.isEmpty() || file.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("Not a place in a log: " + file);
            }
        }
    }

    /**
     * One write as the engine recorded it: a line, or a part of one when {@code ends} is false.
     * {@code text} is without the line's end; {@code start} and {@code after} are the positions
     * around it.
     */
    record Entry(
            Instant at,
            boolean stderr,
            String text,
            boolean ends,
            Position start,
            Position after) {}

    /** The engine has thrown away what was not yet read. */
    final class LogLost extends Exception {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        LogLost(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        /** Fit to stand in the log in place of what is lost. */
        String sentence() {
            return sentence;
        }
    }
}
