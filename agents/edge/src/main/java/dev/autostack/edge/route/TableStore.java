package dev.autostack.edge.route;

import dev.autostack.protocol.RouteTable;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good table on disk: {@code routes.json}, mode 0600. Its first line is the SHA-256 of the
 * rest, so that a damaged file is known as one. Written beside and renamed, so that a crash at any
 * point leaves the old table or the new one.
 */
public final class TableStore {
    private static final Logger log = LoggerFactory.getLogger(TableStore.class);

    private final Path file;
    private final ObjectMapper json;

    public TableStore(Path dataDir, ObjectMapper json) {
        this.file = dataDir.resolve("routes.json");
        this.json = json;
    }

    /** What the disk holds. */
    public sealed interface Stored {
        record Table(RouteTable table) implements Stored {}

        record Nothing() implements Stored {}

        /** The file was set aside as {@code routes.json.damaged}. */
        record Damaged(String why) implements Stored {}
    }

    /** Never throws: an edge that cannot read its table still has to start and ask for one. */
    public Stored load(Set<Integer> ownPorts) {
        String why;
        try {
            byte[] all = Files.readAllBytes(file);
            int line = indexOfNewline(all);
            byte[] body = Arrays.copyOfRange(all, line + 1, all.length);
            if (new String(all, 0, line, StandardCharsets.US_ASCII).equals(sum(body))) {
                RouteTable table = json.readValue(body, RouteTable.class);
                String fault = TableCheck.fault(table, ownPorts);
                if (fault == null) {
                    return new Stored.Table(table);
                }
                why = fault;
            } else {
                why = "the checksum does not match";
            }
        } catch (NoSuchFileException e) {
            return new Stored.Nothing();
        } catch (IOException | RuntimeException e) {
            why = e.toString();
        }
        setAside();
        return new Stored.Damaged(why);
    }

    /**
     * Returns when the table is on the disk.
     *
     * @throws IOException when it could not be written; the old file is untouched
     */
    public void save(RouteTable table) throws IOException {
        byte[] body = json.writeValueAsBytes(table);
        byte[] head = (sum(body) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path next = file.resolveSibling("routes.json.new");
        Files.deleteIfExists(next);
        try (FileChannel out =
                FileChannel.open(
                        next,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            writeAll(out, head);
            writeAll(out, body);
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The rename itself must survive a power cut, too.
        try (FileChannel dir =
                FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
            dir.force(true);
        }
    }

    private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private void setAside() {
        try {
            Files.move(
                    file,
                    file.resolveSibling("routes.json.damaged"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("Cannot set the damaged route table aside: {}", e.toString());
        }
    }

    private static int indexOfNewline(byte[] bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        throw new IOException("no checksum line");
    }

    private static String sum(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
