package dev.autostack.worker.source;

import dev.autostack.protocol.CommitFacts;
import java.nio.file.Path;

/** The files of one commit, without a {@code .git} folder. {@code directory} is its top. */
public record SourceTree(Path directory, CommitFacts commit, int files, long bytes) {}
