package dev.autostack.planner.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree that is held in memory, for tests and for previews. */
public final class MemoryFiles implements AppFiles {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    private MemoryFiles() {}

    public static MemoryFiles of(Map<String, String> texts) {
        MemoryFiles made = new MemoryFiles();
        texts.forEach((path, text) -> made.files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return made;
    }

    public static MemoryFiles ofBytes(Map<String, byte[]> contents) {
        MemoryFiles made = new MemoryFiles();
        contents.forEach((path, bytes) -> made.files.put(path, bytes.clone()));
        return made;
    }

    @Override
    public boolean isFile(String path) {
        return files.containsKey(path);
    }

    @Override
    public boolean isDirectory(String path) {
        if (path.isEmpty()) {
            return true;
        }
        String next = files.ceilingKey(path + "/");
        return next != null && next.startsWith(path + "/");
    }

    @Override
    public Listing listing() {
        List<String> shown = new ArrayList<>();
        TreeSet<String> directories = new TreeSet<>();
        for (String path : files.keySet()) {
            boolean skipped = false;
            for (String up = RelativePath.parent(path);
                    !up.isEmpty();
                    up = RelativePath.parent(up)) {
                skipped |= SkippedFolders.skips(RelativePath.name(up));
            }
            if (skipped) {
                continue;
            }
            shown.add(path);
            for (String up = RelativePath.parent(path);
                    !up.isEmpty();
                    up = RelativePath.parent(up)) {
                directories.add(up);
            }
        }
        Comparator<String> shallowFirst =
                Comparator.comparingInt(RelativePath::depth)
                        .thenComparing(Comparator.naturalOrder());
        shown.sort(shallowFirst);
        List<String> folders = new ArrayList<>(directories);
        folders.sort(shallowFirst);
        return new Listing(shown, folders, false, List.of(), List.of());
    }

    @Override
    public Content read(String path, int limitBytes) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            return new Content.Missing();
        }
        int length = Math.min(bytes.length, limitBytes);
        return TextDecoder.decode(bytes, length, length == bytes.length);
    }
}
