package dev.autostack.worker.log;

import dev.autostack.protocol.LogLevel;

/**
 * One source of lines in the log of a build (a program's output, one step of an image build): a
 * secret is found across the lines of one writer. Safe for all threads.
 */
public interface LogWriter {
    void line(LogLevel level, String text);

    default void info(String text) {
        line(LogLevel.INFO, text);
    }

    default void warning(String text) {
        line(LogLevel.WARNING, text);
    }

    default void error(String text) {
        line(LogLevel.ERROR, text);
    }
}
