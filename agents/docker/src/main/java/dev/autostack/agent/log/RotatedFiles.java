package dev.autostack.agent.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The files of one json-file log: {@code x-json.log}, then {@code .1}, {@code .2} and so on, each
 * older than the one before. The engine renames them while we look; so each look is checked again
 * after opening.
 */
final class RotatedFiles {
    private static final int MOST = 100;
    private static final int TRIES = 20;

    private final Path current;

    RotatedFiles(Path current) {
        this.current = current;
    }

    /** An open file and what it is on its file system, whatever its name becomes. */
    record Open(FileChannel channel, Object key) {}

    /** Tells whether a file is the one that is looked for. */
    interface Test {
        boolean accepts(FileChannel file) throws IOException;
    }

    /** Whether the file with this key still has the newest name. */
    boolean isCurrent(Object key) throws IOException {
        return key.equals(key(0));
    }

    /** Whether there is no file any more. */
    boolean areGone() throws IOException {
        return count() == 0;
    }

    /** The oldest file there is; null when there is none. */
    @Nullable Open oldest() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int count = count();
            if (count == 0) {
                return null;
            }
            Open open = open(count - 1);
            if (open != null && count() == count) {
                return open;
            }
            close(open);
        }
        throw new IOException("The log rotates faster than it can be opened.");
    }

    /** The file that the test accepts; null when there is none. */
    @Nullable Open find(Test test) throws IOException {
        for (int i = 0; i < count(); i++) {
            Open open = open(i);
            if (open != null) {
                if (test.accepts(open.channel())) {
                    return open;
                }
                close(open);
            }
        }
        return null;
    }

    /**
     * The file that follows the one with this key; null when that one is gone, so that nobody knows
     * how much is missing.
     */
    @Nullable Open after(Object key) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int index = index(key);
            if (index < 0) {
                return null;
            }
            Open next = index == 0 ? null : open(index - 1);
            if (next != null && key.equals(key(index))) {
                return next; // no rotation came between
            }
            close(next);
        }
        throw new IOException("The log rotates faster than it can be opened.");
    }

    private int index(Object key) throws IOException {
        // From new to old: a file that is renamed meanwhile moves towards us, never past us.
        for (int i = 0; i < MOST; i++) {
            Object found = key(i);
            if (key.equals(found)) {
                return i;
            }
            if (found == null && i > 0) {
                return -1;
            }
        }
        return -1;
    }

    private int count() throws IOException {
        int count = 0;
        while (count < MOST && key(count) != null) {
            count++;
        }
        return count;
    }

    private @Nullable Open open(int index) throws IOException {
        Object before = key(index);
        if (before == null) {
            return null;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(name(index), StandardOpenOption.READ);
        } catch (NoSuchFileException _) {
            return null;
        }
        if (before.equals(key(index))) {
            return new Open(channel, before);
        }
        channel.close();
        return null;
    }

    private @Nullable Object key(int index) throws IOException {
        try {
            return Files.readAttributes(name(index), BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private Path name(int index) {
        return index == 0 ? current : current.resolveSibling(current.getFileName() + "." + index);
    }

    private static void close(@Nullable Open open) throws IOException {
        if (open != null) {
            open.channel().close();
        }
    }
}
