package dev.autostack.worker.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the lines of {@code git ls-tree -r -t [-l]}: mode, type, object, [size,] tab, path. Not
 * safe for use by many threads.
 */
final class Listing {
    private static final String FOLDER = "040000 ";

    private final int maxFiles;
    private int files;
    private long bytes;
    private final Map<String, String> submodules = new LinkedHashMap<>();
    private final Map<String, String> trees = new HashMap<>();
    private final List<String> links = new ArrayList<>();

    Listing(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    void line(String line) {
        int tab = line.indexOf('\t');
        if (line.startsWith(FOLDER)) {
            folder(line, tab);
            return;
        }
        files++;
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

    private void folder(String line, int tab) {
        String[] words = line.substring(0, Math.max(0, tab)).trim().split(" +", -1);
        if (words.length > 2 && trees.size() < maxFiles) {
            trees.put(line.substring(tab + 1), words[2]);
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

    /** Folder to tree; without the top. */
    Map<String, String> trees() {
        return trees;
    }

    List<String> links() {
        return links;
    }
}
