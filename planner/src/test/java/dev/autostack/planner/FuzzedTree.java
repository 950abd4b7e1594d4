package dev.autostack.planner;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole fixture or example with one file replaced by a broken copy, so that what reads a file
 * only beside others (sources of Java beside a pom.xml, tsconfig.json beside a package.json) meets
 * it too. The text's first line names the file; where that line is broken itself, any tree and any
 * file is taken.
 */
final class FuzzedTree {
    private static final int MAX_FILE = 60_000;
    private static final Planner PLANNER = new Planner(PlannerSettings.defaults());

    /** Root of a tree to the path and text of its files. */
    private final Map<String, Map<String, String>> trees = new TreeMap<>();

    private final List<String> roots;

    FuzzedTree(Path... collections) {
        try {
            for (Path collection : collections) {
                try (Stream<Path> members = Files.list(collection)) {
                    for (Path member : members.filter(Files::isDirectory).sorted().toList()) {
                        Path root = member.resolve("tree");
                        add(Files.isDirectory(root) ? root : member);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        roots = List.copyOf(trees.keySet());
    }

    private void add(Path root) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) < MAX_FILE) {
                    texts.put(
                            root.relativize(file).toString(),
                            new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        if (!texts.isEmpty()) {
            trees.put(root.toString(), texts);
        }
    }

    /** Every file of every tree with the line that names it. */
    Stream<String> seeds() {
        return trees.entrySet().stream()
                .flatMap(tree ->
                        tree.getValue().entrySet().stream()
                                .map(file ->
                                        tree.getKey()
                                                + "/"
                                                + file.getKey()
                                                + "\n"
                                                + file.getValue()));
    }

    PlanOutcome plan(String text) {
        int end = Math.max(0, text.indexOf('\n'));
        String named = text.substring(0, end);
        String root =
                roots.stream()
                        .filter(each -> named.startsWith(each + "/"))
                        .findFirst()
                        .orElseGet(() -> any(roots, text));
        Map<String, String> files = new HashMap<>(trees.getOrDefault(root, Map.of()));
        String path = named.startsWith(root + "/") ? named.substring(root.length() + 1) : named;
        files.put(
                files.containsKey(path)
                        ? path
                        : any(files.keySet().stream().sorted().toList(), text),
                text.substring(Math.min(text.length(), end + 1)));
        return PLANNER.plan(MemoryFiles.of(files), PlanOverrides.none());
    }

    private static String any(List<String> names, String text) {
        return names.get(Math.floorMod(text.hashCode(), names.size()));
    }
}
