package dev.autostack.worker.source;

import dev.autostack.protocol.CommitFacts;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of one commit, without a {@code .git} folder. {@code directory} is its top; {@code
 * trees} are the ids of Git's tree objects by folder, "" for the top; folders of submodules and
 * those with odd names are not among them.
 */
public record SourceTree(
        Path directory, CommitFacts commit, int files, long bytes, Map<String, String> trees) {
    public SourceTree {
        trees = Map.copyOf(trees);
    }
}
