package dev.autostack.worker.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the lines of {@code git ls-tree -r [-l]}: mode, type, object, [size,] tab, path. Not safe
 * for use by many threads.
 */
final class Listing {
    private final int maxFiles;
    private int files;
    private long bytes;
    private final Map<String, String> submodules = new LinkedHashMap<>();
    private final List<String> links = new ArrayList<>();

    Listing(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    void line(String line) {
        files++;
        int tab = line.indexOf('\t');
        if (tab < 0 || files > maxFiles) {
            return;
        }
        String[] words = line.substring(0, tab).trim().split(" +", -1);
        String path = line.substring(tab + 1);
        if (words[0].equals("160000")) {
            submodules.put(path, words[2]);
        } else if (words[0].equals("120000")) {
            links.add(path);
        }
        if (words.length > 3 && !words[3].equals("-")) {
            bytes += Long.parseLong(words[3]);
        }
    }

    int files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Path to SHA; paths that git quotes (odd characters) keep their quotes. */
    Map<String, String> submodules() {
        return submodules;
    }

    List<String> links() {
        return links;
    }
}
