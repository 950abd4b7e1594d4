package dev.autostack.worker.source;

import dev.autostack.protocol.CommitSha;
import dev.autostack.worker.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The git commands of a checkout, as values. What a user wrote stands after --end-of-options. */
record GitCommands(Path git, Path directory) {

    Command init(Path repository, GitSettings settings) {
        return command(
                settings,
                "init",
                "--bare",
                "--quiet",
                "--template=",
                "--initial-branch=none",
                "--end-of-options",
                repository.toString());
    }

    /**
     * @param refspecs each {@code +<remote ref or SHA>:<local ref>}
     */
    Command fetch(Path repository, Remote remote, List<String> refspecs, GitSettings settings) {
        return command(
                settings,
                fetchArguments(repository, List.of("--depth=1"), remote.argument(), refspecs));
    }

    /** All history, but of the files only what a checkout asks for later. */
    Command fetchWithoutBlobs(Path repository, List<String> refspecs, GitSettings settings) {
        return command(
                settings,
                fetchArguments(repository, List.of("--filter=blob:none"), "origin", refspecs));
    }

    private static String[] fetchArguments(
            Path repository, List<String> how, String remote, List<String> refspecs) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--git-dir=" + repository);
        arguments.addAll(List.of("fetch", "--quiet"));
        arguments.addAll(how);
        arguments.addAll(
                List.of(
                        "--no-tags",
                        "--force",
                        "--no-write-fetch-head",
                        "--no-recurse-submodules",
                        "--no-auto-maintenance",
                        "--end-of-options",
                        remote));
        arguments.addAll(refspecs);
        return arguments.toArray(String[]::new);
    }

    /** Five lines: SHA, author, author date (ISO 8601), tree, subject. */
    Command facts(Path repository, String commit, GitSettings settings) {
        return command(
                settings,
                "--git-dir=" + repository,
                "show",
                "--no-patch",
                "--no-show-signature",
                "--no-notes",
                "--no-color",
                "--encoding=UTF-8",
                "--format=format:%H%n%an%n%aI%n%T%n%s",
                "--end-of-options",
                commit + "^{commit}");
    }

    /**
     * Each entry of the tree and each folder; sizes cost a download per file when the blobs are not
     * there.
     */
    Command list(Path repository, CommitSha commit, boolean sizes, GitSettings settings) {
        List<String> arguments =
                new ArrayList<>(
                        List.of("--git-dir=" + repository, "ls-tree", "-r", "-t", "--full-tree"));
        if (sizes) {
            arguments.add("-l");
        }
        arguments.addAll(List.of("--end-of-options", commit.value()));
        return command(settings, arguments.toArray(String[]::new));
    }

    Command unpack(Path repository, Path tree, CommitSha commit, GitSettings settings) {
        return command(
                settings,
                "--git-dir=" + repository,
                "--work-tree=" + tree,
                "read-tree",
                "--reset",
                "-u",
                "--no-recurse-submodules",
                "--end-of-options",
                commit.value());
    }

    Command modules(Path repository, CommitSha commit, GitSettings settings) {
        return command(
                settings,
                "--git-dir=" + repository,
                "config",
                "--blob",
                commit.value() + ":.gitmodules",
                "--list");
    }

    private Command command(GitSettings settings, String... arguments) {
        List<String> all = new ArrayList<>();
        all.add(git.toString());
        all.addAll(List.of(arguments));
        return new Command(all, directory, Map.copyOf(settings.environment()));
    }
}
