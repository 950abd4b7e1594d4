package dev.autostack.planner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of examples/checks.csv.
 *
 * @param name folder below examples/; of a workspace followed by {@code //} and the member
 * @param usual built in every run of the tests, not only when all are asked for
 * @param answer what the body holds
 */
record ExampleCheck(String name, boolean usual, String method, String path, String answer) {

    static List<ExampleCheck> all(Path examples) throws IOException {
        return Files.readAllLines(examples.resolve("checks.csv")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(ExampleCheck::parse)
                .toList();
    }

    private static ExampleCheck parse(String line) {
        List<String> cells = List.of(line.split(", ", -1));
        if (cells.size() != 4) {
            throw new IllegalArgumentException("Not four cells in checks.csv: " + line);
        }
        List<String> ask = List.of(cells.get(2).split(" ", -1));
        return new ExampleCheck(
                cells.get(0), cells.get(1).equals("usual"), ask.get(0), ask.get(1), cells.get(3));
    }

    String repository() {
        return List.of(name.split("//", -1)).getFirst();
    }

    /** Below the repository, "" for its top. */
    String rootDirectory() {
        return name.contains("//") ? List.of(name.split("//", -1)).getLast() : "";
    }

    /** As a part of image names. */
    String id() {
        return name.replaceAll("[^a-z0-9]+", "-");
    }

    @Override
    public String toString() {
        return name;
    }
}
