package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's control groups, version 1 or 2. Paths are absolute within the hierarchy and begin
 * with a slash. Methods throw {@link UncheckedIOException} when the kernel refuses.
 */
sealed interface Cgroups permits CgroupsV1, CgroupsV2 {

    /**
     * The hierarchy of this host, or null when it has none that this process may write.
     *
     * @param mounts the lines of /proc/self/mountinfo
     */
    static @Nullable Cgroups find(List<String> mounts) {
        CgroupsV1 first = CgroupsV1.find(mounts);
        return first != null ? first : CgroupsV2.find(mounts);
    }

    /** Makes the group and those above it, ready to have limits. */
    void create(String path);

    void limit(String path, BuildLimits limits);

    /**
     * Gives the group, made when it is not there, a share of the processors: {@code quarters} of
     * what one app or the control plane gets when they are short. It counts among the groups beside
     * it, so that of groups within others only the outermost one's matters to the rest of the host.
     */
    void weigh(String path, int quarters);

    /** Moves a process, with all its threads and what it starts from now on, into the group. */
    void adopt(String path, long pid);

    /** What a group and all below it use now. */
    record Usage(int pids, boolean memoryLimitHit, long oomKills) {}

    Usage usage(String path);

    /** Processes of the group and all below. */
    Set<Long> processes(String path);

    /**
     * Removes the group and all below, which have no processes any more, and the groups above that
     * are empty then.
     */
    void remove(String path);

    static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " does not take " + value, e);
        }
    }

    /** A number in a file, or {@code otherwise} when there is none (gone, "max"). */
    static long number(Path file, long otherwise) {
        String text = read(file);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The number behind a word in a file of words and numbers. */
    static long entry(Path file, String word) {
        String text = read(file);
        if (text != null) {
            for (String line : text.lines().toList()) {
                if (line.startsWith(word + " ")) {
                    return Long.parseLong(line.substring(word.length() + 1).strip());
                }
            }
        }
        return 0;
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // Groups come and go with their containers.
            return null;
        }
    }

    static Set<Long> processesBelow(Path group) {
        Set<Long> found = new TreeSet<>();
        for (Path each : groupsBelow(group)) {
            String text = read(each.resolve("cgroup.procs"));
            if (text != null) {
                text.lines().map(Long::parseLong).forEach(found::add);
            }
        }
        return found;
    }

    /** The group and all below, deepest last. */
    static List<Path> groupsBelow(Path group) {
        List<Path> groups = new ArrayList<>();
        if (!Files.isDirectory(group)) {
            return groups;
        }
        groups.add(group);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                groups.addAll(groupsBelow(child));
            }
        } catch (IOException e) {
            return groups;
        }
        return groups;
    }

    static void removeBelow(Path group) {
        if (!Files.isDirectory(group)) {
            return;
        }
        try {
            // The files in a group belong to the kernel: only the folders are removed.
            Files.walkFileTree(
                    group,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path folder, @Nullable IOException failure) throws IOException {
                            Files.deleteIfExists(folder);
                            return FileVisitResult.CONTINUE;
                        }
                    });
            Path above = group.getParent();
            if (above != null && !hasGroups(above)) {
                Files.deleteIfExists(above);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(group + " cannot be removed", e);
        }
    }

    private static boolean hasGroups(Path group) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            return children.iterator().hasNext();
        }
    }
}
