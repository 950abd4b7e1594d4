package dev.autostack.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A real Git repository that the cloud's Git daemon serves; scenarios commit to it. */
final class Repository {
    private static final Path APPS = Path.of("src", "test", "resources", "apps");

    private final Path folder;

    private Repository(Path folder) {
        this.folder = folder;
    }

    /** A repository named {@code name} with the files of {@code app} in its first commit. */
    static Repository of(Cloud cloud, String name, String app) throws IOException, GitAPIException {
        Path folder = cloud.folder().resolve("git").resolve(name);
        copy(APPS.resolve(app), folder);
        Git.init().setInitialBranch("main").setDirectory(folder.toFile()).call().close();
        var repository = new Repository(folder);
        repository.commit("Start");
        return repository;
    }

    /** The same on a branch of its own, with the files in a folder below the root. */
    static Repository inFolder(Cloud cloud, String name, String app, String folder, String branch)
            throws IOException, GitAPIException {
        Path root = cloud.folder().resolve("git").resolve(name);
        copy(APPS.resolve(app), Files.createDirectories(root.resolve(folder)));
        Git.init().setInitialBranch(branch).setDirectory(root.toFile()).call().close();
        var repository = new Repository(root);
        repository.commit("Start");
        return repository;
    }

    /** Writes a file and commits it; returns the SHA. */
    String change(String file, String text) throws IOException, GitAPIException {
        Files.writeString(folder.resolve(file), text);
        return commit("Change " + file);
    }

    private String commit(String message) throws IOException, GitAPIException {
        try (Git git = Git.open(folder.toFile())) {
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage(message)
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .setSign(false)
                    .call()
                    .name();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var tree = Files.walk(from)) {
            tree.forEach(files::add);
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
    }
}
