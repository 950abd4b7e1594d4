package dev.autostack.planner.files;

import java.util.List;

/**
 * The paths of a tree, breadth first and sorted within a folder.
 *
 * @param files paths of regular files
 * @param directories paths of folders, the top excluded
 * @param truncated true when the tree has more than a view is willing to index
 * @param outside links that lead out of the tree or in circles; they are not followed
 * @param special devices, sockets and pipes; they are not opened
 */
public record Listing(
        List<String> files,
        List<String> directories,
        boolean truncated,
        List<String> outside,
        List<String> special) {
    public Listing {
        files = List.copyOf(files);
        directories = List.copyOf(directories);
        outside = List.copyOf(outside);
        special = List.copyOf(special);
    }
}
