package dev.autostack.planner.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree on disk. Links are followed only to places inside the tree; the index is made on first use
 * and stops at {@link #MAX_FILES}, breadth first, so that memory and time stay flat however large
 * the tree is.
 */
public final class DirectoryFiles implements AppFiles {
    static final int MAX_FILES = 12_000;
    private static final int MAX_FOLDERS = 8_000;
    private static final int MAX_ENTRIES_OF_A_FOLDER = 3_000;
    private static final int MAX_DEPTH = 24;
    private static final int MAX_ODDITIES = 50;

    private final Path root;
    private @Nullable Listing listing;

    /**
     * Regular files reached without any link: they need no second look at where they really are.
     */
    private final Set<String> plain = new HashSet<>();

    private DirectoryFiles(Path root) {
        this.root = root;
    }

    /**
     * @throws IOException when {@code directory} is not a folder that can be read
     */
    public static DirectoryFiles open(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new java.nio.file.NotDirectoryException(directory.toString());
        }
        return new DirectoryFiles(real);
    }

    @Override
    public boolean isFile(String path) {
        Path real = inside(path);
        return real != null && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isDirectory(String path) {
        Path real = inside(path);
        return real != null && Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Content read(String path, int limitBytes) {
        Path real = inside(path);
        if (real == null) {
            return new Content.Missing();
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            return Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)
                    ? new Content.Missing()
                    : new Content.Unreadable("is not a regular file");
        }
        try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(limitBytes);
            boolean complete = bytes.length < limitBytes || in.read() < 0;
            return TextDecoder.decode(bytes, bytes.length, complete);
        } catch (IOException e) {
            return new Content.Unreadable("cannot be read");
        }
    }

    @Override
    public Listing listing() {
        Listing known = listing;
        if (known == null) {
            known = new Walk().run();
            listing = known;
        }
        return known;
    }

    /** The real place of a path, or null when there is none inside the tree. */
    private @Nullable Path inside(String path) {
        if (plain.contains(path)) {
            return root.resolve(path);
        }
        String normal = RelativePath.resolve("", path);
        if (normal == null) {
            return null;
        }
        try {
            Path plain = root.resolve(normal);
            if (!Files.exists(plain, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            Path real = plain.toRealPath();
            return real.startsWith(root) ? real : null;
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private record Folder(Path path, String relative, int depth) {}

    private final class Walk {
        private final List<String> files = new ArrayList<>();
        private final List<String> directories = new ArrayList<>();
        private final List<String> outside = new ArrayList<>();
        private final List<String> special = new ArrayList<>();
        private final ArrayDeque<Folder> waiting = new ArrayDeque<>();
        private boolean truncated;

        Listing run() {
            waiting.add(new Folder(root, "", 0));
            while (!waiting.isEmpty() && files.size() < MAX_FILES) {
                Folder folder = waiting.remove();
                visit(folder);
            }
            truncated |= !waiting.isEmpty();
            return new Listing(files, directories, truncated, outside, special);
        }

        private void visit(Folder folder) {
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.path())) {
                for (Path entry : stream) {
                    if (entries.size() >= MAX_ENTRIES_OF_A_FOLDER) {
                        truncated = true;
                        break;
                    }
                    entries.add(entry);
                }
            } catch (IOException | DirectoryIteratorException e) {
                note(special, folder.relative());
                return;
            }
            entries.sort(null);
            for (Path entry : entries) {
                if (files.size() >= MAX_FILES) {
                    truncated = true;
                    return;
                }
                add(folder, entry);
            }
        }

        private void add(Folder folder, Path entry) {
            String name = String.valueOf(entry.getFileName());
            if (SkippedFolders.skips(name)) {
                return;
            }
            String relative = RelativePath.join(folder.relative(), name);
            BasicFileAttributes attributes;
            try {
                attributes =
                        Files.readAttributes(
                                entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                return;
            }
            if (attributes.isRegularFile()) {
                files.add(relative);
                plain.add(relative);
            } else if (attributes.isDirectory()) {
                if (folder.depth() >= MAX_DEPTH || directories.size() >= MAX_FOLDERS) {
                    truncated = true;
                } else {
                    directories.add(relative);
                    waiting.add(new Folder(entry, relative, folder.depth() + 1));
                }
            } else if (attributes.isSymbolicLink()) {
                // A link to a folder is never walked: that is what makes loops harmless.
                Path target = inside(relative);
                if (target == null) {
                    note(outside, relative);
                } else if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(relative);
                }
            } else {
                note(special, relative);
            }
        }

        private void note(List<String> oddities, String relative) {
            if (oddities.size() < MAX_ODDITIES) {
                oddities.add(relative);
            }
        }
    }
}
