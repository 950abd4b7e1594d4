package dev.autostack.planner.files;

/**
 * A read-only view of a source tree. Paths are relative, with {@code /} between names, without a
 * leading slash; {@code ""} is the top. No method leaves the tree, follows a link out of it, opens
 * a device or throws because of what the tree holds.
 *
 * <p>Repeatable: a view may keep what it read. Not safe for use by many threads.
 */
public interface AppFiles {

    /** True for a regular file in the tree, also one that a link inside the tree leads to. */
    boolean isFile(String path);

    boolean isDirectory(String path);

    /**
     * The files of the tree, shallow ones first, without folders that hold dependencies or build
     * results. Bounded: see {@link Listing#truncated()}.
     */
    Listing listing();

    /**
     * Reads at most {@code limitBytes} of a file as text: a byte order mark is removed, UTF-16 is
     * recognised, CRLF and CR become LF.
     */
    Content read(String path, int limitBytes);
}
