package dev.autostack.worker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A bare repository and a working copy that pushes to it. */
public record GitRepository(Path bare, Path work) {
    private static final Map<String, String> IDENTITY =
            Map.of(
                    "GIT_AUTHOR_NAME", "Ada Lovelace",
                    "GIT_AUTHOR_EMAIL", "ada@example.org",
                    "GIT_COMMITTER_NAME", "Ada Lovelace",
                    "GIT_COMMITTER_EMAIL", "ada@example.org",
                    "GIT_CONFIG_GLOBAL", "/dev/null");

    static GitRepository create(Path bare, Path work) {
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GitRepository repository = new GitRepository(bare, work);
        repository.git("init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        repository.git("init", "--quiet", "--initial-branch=main", ".");
        repository.git("remote", "add", "origin", bare.toString());
        return repository;
    }

    public String git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Tool.run(work, IDENTITY, command);
    }

    public GitRepository file(String path, String text) {
        try {
            Path file = work.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything, pushes the branch, and gives the SHA. */
    public String push(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", message);
        git("push", "--quiet", "--force", "origin", "HEAD");
        return git("rev-parse", "HEAD");
    }
}
