package dev.autostack.standalone.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The Postgres programs of this machine's architecture, unpacked once for each version. */
final class PostgresBinaries {
    private static final String MARKER = ".complete";

    private PostgresBinaries() {}

    /**
     * The folder that holds {@code bin/}, {@code lib/} and {@code share/}; unpacks when it is not
     * there.
     */
    static Path unpack(Path home) throws IOException {
        String resource = "/postgres-linux-" + architecture() + ".txz";
        Path folder = home.resolve("programs-" + fingerprint(resource));
        if (Files.exists(folder.resolve(MARKER))) {
            return folder;
        }
        Files.createDirectories(home);
        Path fresh = Files.createTempDirectory(home, "unpacking-");
        Files.setPosixFilePermissions(fresh, mode(0755));
        try (InputStream in = open(resource);
                var tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                write(tar, entry, fresh);
            }
        }
        Files.createFile(fresh.resolve(MARKER));
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        return folder;
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
            throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException(
                    "the Postgres archive leads out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(path.getParent());
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, mode((entry.getMode() & 0755) | 0444));
        }
    }

    /** Size is enough to tell two published archives apart, and costs nothing at start. */
    private static String fingerprint(String resource) throws IOException {
        var url = PostgresBinaries.class.getResource(resource);
        if (url == null) {
            throw new IOException("no Postgres for this machine among the libraries: " + resource);
        }
        return Long.toHexString(url.openConnection().getContentLengthLong());
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("no Postgres for this machine among the libraries: " + resource);
        }
        return in;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    private static Set<PosixFilePermission> mode(int bits) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] order = PosixFilePermission.values();
        for (int i = 0; i < order.length; i++) {
            if ((bits & (0400 >> i)) != 0) {
                permissions.add(order[i]);
            }
        }
        return permissions;
    }
}
