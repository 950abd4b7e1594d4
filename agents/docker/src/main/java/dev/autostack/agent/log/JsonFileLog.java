package dev.autostack.agent.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the engine's json-file log itself. The engine's own "follow" (20.10) repeats lines when the
 * file rotates and says nothing about lost ones (measured: 99 of 500,000 lines twice), so it cannot
 * be the source of an exact log. A file is known by the time of its first entry, which stays the
 * same when it is renamed.
 */
final class JsonFileLog implements LogSource {
    private static final Logger LOG = LoggerFactory.getLogger(JsonFileLog.class);
    private static final int BUFFER = 128 << 10;

    private final RotatedFiles files;
    private final FileNews.Subscription news;
    private final JsonFileLine line = new JsonFileLine();
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long offset; // of the buffer's first byte in the file
    private RotatedFiles.@Nullable Open open;
    private @Nullable String file; // null: nothing of it was read yet
    private boolean grew; // the last look into the file brought something
    private @Nullable String lost;
    private volatile boolean woken;

    /**
     * @param from null for all there is
     */
    JsonFileLog(Path current, @Nullable Position from, FileNews news) throws IOException {
        this.files = new RotatedFiles(current);
        this.news = news.subscribe(current);
        if (from != null) {
            open = files.find(candidate -> from.file().equals(firstTime(candidate)));
            if (open == null) {
                lost = "The log before this line was rotated away before it was read.";
            } else {
                file = from.file();
                offset = from.offset();
            }
        }
    }

    @Override
    public List<Entry> read(Duration longest) throws IOException, InterruptedException, LogLost {
        if (lost != null) {
            String message = lost;
            lost = null;
            throw new LogLost(message);
        }
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            List<Entry> entries = available();
            if (!entries.isEmpty()) {
                return entries;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return List.of();
            }
            if (news.await(Duration.ofNanos(left)) && woken) {
                woken = false;
                return available();
            }
        }
    }

    @Override
    public void wake() {
        woken = true;
        news.wake();
    }

    /** The next entries without waiting; follows a rotation. */
    private List<Entry> available() throws IOException, LogLost {
        while (true) {
            RotatedFiles.Open now = open;
            if (now == null) {
                now = files.oldest();
                if (now == null) {
                    return List.of();
                }
                begin(now);
            }
            // Asked before reading: a file that is not the newest any more gets no more text.
            boolean complete = !files.isCurrent(now.key());
            List<Entry> entries = fromBuffer(now.channel());
            if (!entries.isEmpty()) {
                return entries;
            }
            if (grew) {
                continue;
            }
            if (!complete || files.areGone()) {
                return List.of(); // gone with the container: this was the end
            }
            follow(now);
        }
    }

    private void follow(RotatedFiles.Open old) throws IOException, LogLost {
        RotatedFiles.Open next = files.after(old.key());
        old.channel().close();
        open = null;
        if (next != null) {
            begin(next);
            return;
        }
        throw new LogLost("Lines were lost here: the log was rotated away before it was read.");
    }

    private void begin(RotatedFiles.Open next) {
        open = next;
        file = null;
        offset = 0;
        filled = 0;
    }

    private List<Entry> fromBuffer(FileChannel channel) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, filled, buffer.length - filled);
        int read = channel.read(target, offset + filled);
        grew = read > 0;
        if (grew) {
            filled += read;
        }
        var entries = new ArrayList<Entry>();
        int start = 0;
        for (int i = 0; i < filled; i++) {
            if (buffer[i] == '\n') {
                add(entries, start, i);
                start = i + 1;
            }
        }
        if (start == 0 && filled == buffer.length) {
            LOG.warn("skipping {} bytes of a log that are no line", filled);
            start = filled;
        }
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        offset += start;
        return entries;
    }

    private void add(List<Entry> entries, int from, int until) {
        try {
            line.parse(buffer, from, until);
            String name = file;
            if (name == null) {
                name = line.time();
                file = name;
            }
            String text = line.text();
            boolean ends = text.endsWith("\n");
            entries.add(
                    new Entry(
                            line.instant(),
                            line.stderr(),
                            ends ? text.substring(0, text.length() - 1) : text,
                            ends,
                            new Position(name, offset + from),
                            new Position(name, offset + until + 1)));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{}", e.getMessage()); // a torn line after a power cut
        }
    }

    /** The time of a file's first entry; null while it is empty. */
    private @Nullable String firstTime(FileChannel candidate) throws IOException {
        byte[] head = new byte[BUFFER];
        ByteBuffer target = ByteBuffer.wrap(head);
        while (target.hasRemaining() && candidate.read(target, target.position()) > 0) {
            // Until the buffer is full or the file ends.
        }
        for (int i = 0; i < target.position(); i++) {
            if (head[i] == '\n') {
                line.parse(head, 0, i);
                return line.time();
            }
        }
        return null;
    }

    @Override
    public void close() {
        news.close();
        try {
            if (open != null) {
                open.channel().close();
            }
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
