package dev.autostack.worker.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A build context as the tar archive that the engine's old builder takes: what the ignore rules
 * leave of the folder, and the Dockerfile, which lies outside of it. The Dockerfile's name is put
 * into the archive's {@code .dockerignore}, by which the engine removes it before {@code COPY . .}.
 */
final class ContextArchive {
    /** Name of the Dockerfile within the archive. */
    static final String DOCKERFILE = ".autostack.dockerfile";

    private static final String IGNORE_FILE = ".dockerignore";

    /**
     * A cache mount only makes a build faster; the old builder refuses to read it. Other mounts are
     * left for the engine to refuse by name.
     */
    private static final Pattern CACHE_MOUNT =
            Pattern.compile("--mount=(?:\\S*,)?type=cache(?:,\\S*)?(?:\\h+\\\\\\h*\\R)?\\s*");

    private static final Pattern RUN_FLAGS =
            Pattern.compile(
                    "^\\h*RUN(?:\\h+\\\\\\h*\\R)?\\s+(?:--\\S+(?:\\h+\\\\\\h*\\R)?\\s+)+",
                    Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private final Path context;
    private final IgnoreRules rules;
    private final TarArchiveOutputStream tar;

    private ContextArchive(Path context, IgnoreRules rules, TarArchiveOutputStream tar) {
        this.context = context;
        this.rules = rules;
        this.tar = tar;
    }

    /** Writes the archive of a request to a file. */
    static void write(ImageRequest request, Path file) throws IOException {
        Path beside =
                request.dockerfile()
                        .resolveSibling(request.dockerfile().getFileName() + IGNORE_FILE);
        Path own = request.context().resolve(IGNORE_FILE);
        String rules = Files.exists(beside) ? Files.readString(beside) : textOf(own);
        try (var tar =
                new TarArchiveOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file)),
                        StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            var archive = new ContextArchive(request.context(), IgnoreRules.parse(rules), tar);
            archive.folder();
            archive.text(DOCKERFILE, withoutCacheMounts(Files.readString(request.dockerfile())));
            boolean kept = Files.isRegularFile(own) && !archive.rules.ignores(IGNORE_FILE);
            archive.text(
                    IGNORE_FILE, (kept ? textOf(own) : IGNORE_FILE) + "\n" + DOCKERFILE + "\n");
        }
    }

    static String withoutCacheMounts(String dockerfile) {
        return RUN_FLAGS
                .matcher(dockerfile)
                .replaceAll(flags ->
                        java.util.regex.Matcher.quoteReplacement(
                                CACHE_MOUNT.matcher(flags.group()).replaceAll("")));
    }

    private static String textOf(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readString(file) : "";
    }

    private void folder() throws IOException {
        Files.walkFileTree(
                context,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts)
                            throws IOException {
                        String name = name(path);
                        if (name.isEmpty()) {
                            return FileVisitResult.CONTINUE;
                        }
                        if (rules.ignores(name)) {
                            return rules.takesBack()
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.SKIP_SUBTREE;
                        }
                        put(path, new TarArchiveEntry(name + "/"), facts);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes facts)
                            throws IOException {
                        String name = name(path);
                        boolean ours = name.equals(DOCKERFILE) || name.equals(IGNORE_FILE);
                        if (!ours && !rules.ignores(name)) {
                            file(path, name, facts);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void file(Path path, String name, BasicFileAttributes facts) throws IOException {
        if (facts.isSymbolicLink()) {
            var link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            link.setModTime(facts.lastModifiedTime());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        } else if (facts.isRegularFile()) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(facts.size());
            put(path, entry, facts);
        }
    }

    private void put(Path path, TarArchiveEntry entry, BasicFileAttributes facts)
            throws IOException {
        entry.setMode((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS));
        entry.setModTime(facts.lastModifiedTime());
        tar.putArchiveEntry(entry);
        if (facts.isRegularFile()) {
            try (InputStream content = Files.newInputStream(path)) {
                content.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private String name(Path path) {
        return context.relativize(path).toString();
    }
}
