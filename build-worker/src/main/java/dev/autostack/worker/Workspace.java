package dev.autostack.worker;

import dev.autostack.worker.source.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one attempt of one build; gone when closed. */
record Workspace(Path folder) implements AutoCloseable {
    static Workspace create(Path home, String key) {
        Path folder = home.resolve(key);
        try {
            Trees.delete(folder);
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            return new Workspace(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The workspace cannot be made", e);
        }
    }

    Path sub(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("The workspace cannot be used", e);
        }
    }

    @Override
    public void close() {
        Trees.delete(folder);
    }
}
