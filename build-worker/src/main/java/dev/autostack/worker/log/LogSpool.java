package dev.autostack.worker.log;

import dev.autostack.protocol.LogLine;
import dev.autostack.protocol.Stage;
import io.micronaut.serde.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that wait to be sent, in order: in memory up to a bound, then in a file. Not safe for use
 * by many threads.
 */
final class LogSpool implements AutoCloseable {
    /** A line and the stage it belongs to; {@code bytes} is about its size on the wire. */
    record Entry(Stage stage, LogLine line, int bytes) {}

    /** What JSON adds to a line. */
    static final int LINE_OVERHEAD = 96;

    private final Path file;
    private final long memoryBound;
    private final ObjectMapper json = ObjectMapper.getDefault();
    private final Deque<Entry> memory = new ArrayDeque<>();
    private long memoryBytes;
    private @Nullable FileChannel channel;
    private long fileRead;
    private long fileWritten;
    private long fileEntries;

    LogSpool(Path file, long memoryBound) {
        this.file = file;
        this.memoryBound = memoryBound;
    }

    void add(Stage stage, LogLine line) {
        Entry entry = new Entry(stage, line, size(line.text()));
        if (fileEntries == 0 && memoryBytes + entry.bytes() <= memoryBound) {
            memory.addLast(entry);
            memoryBytes += entry.bytes();
        } else {
            write(entry);
        }
    }

    private static int size(String text) {
        int bytes = LINE_OVERHEAD;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Control characters become \\u001b; a surrogate is half of four bytes.
            bytes += c < ' ' ? 6 : c < 0x80 ? 1 : 3;
        }
        return bytes;
    }

    boolean isEmpty() {
        return memory.isEmpty() && fileEntries == 0;
    }

    /** About how many bytes wait in memory; more wait in the file when this is at the bound. */
    long waitingBytes() {
        return memoryBytes;
    }

    /** Takes the next lines of one stage, at least one, at most {@code maxBytes} in all. */
    List<Entry> take(int maxBytes) {
        List<Entry> taken = new ArrayList<>();
        int bytes = 0;
        while (true) {
            if (memory.isEmpty()) {
                refill();
            }
            Entry next = memory.peekFirst();
            if (next == null) {
                return taken;
            }
            boolean fits =
                    bytes + next.bytes() <= maxBytes
                            && (taken.isEmpty() || taken.getFirst().stage() == next.stage());
            if (!fits && !taken.isEmpty()) {
                return taken;
            }
            memory.removeFirst();
            memoryBytes -= next.bytes();
            bytes += next.bytes();
            taken.add(next);
        }
    }

    private void write(Entry entry) {
        try {
            FileChannel out = channel();
            out.position(fileWritten);
            DataOutputStream data =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(out)));
            byte[] line = json.writeValueAsBytes(entry.line());
            data.writeUTF(entry.stage().name());
            data.writeInt(line.length);
            data.write(line);
            data.flush();
            fileWritten = out.position();
            fileEntries++;
        } catch (IOException e) {
            throw new UncheckedIOException("The log cannot be kept in " + file, e);
        }
    }

    /** From the file into memory, about half of the bound. */
    private void refill() {
        if (fileEntries == 0) {
            return;
        }
        try {
            FileChannel in = channel();
            in.position(fileRead);
            DataInputStream data =
                    new DataInputStream(
                            new BufferedInputStream(Channels.newInputStream(in), 256 * 1024));
            while (fileEntries > 0 && memoryBytes < memoryBound / 2) {
                String stage = data.readUTF();
                byte[] bytes = new byte[data.readInt()];
                data.readFully(bytes);
                // writeUTF: two bytes of length, then ASCII.
                fileRead += 2 + stage.length() + Integer.BYTES + bytes.length;
                fileEntries--;
                LogLine line = json.readValue(bytes, LogLine.class);
                if (line != null) {
                    Entry entry = new Entry(Stage.valueOf(stage), line, size(line.text()));
                    memory.addLast(entry);
                    memoryBytes += entry.bytes();
                }
            }
            if (fileEntries == 0) {
                in.truncate(0);
                fileRead = 0;
                fileWritten = 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The kept log cannot be read from " + file, e);
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
            channel = open;
        }
        return open;
    }

    @Override
    public void close() {
        try {
            FileChannel open = channel;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The kept log did not close", e);
        }
    }
}
