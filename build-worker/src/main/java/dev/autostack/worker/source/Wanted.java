package dev.autostack.worker.source;

import dev.autostack.protocol.CommitSha;
import dev.autostack.protocol.GitRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which commit to fetch. {@code names} of the remote are tried in turn; {@code commit} is the one
 * it must be, or null; {@code text} is for people.
 */
record Wanted(List<String> names, @Nullable CommitSha commit, String text) {
    static Wanted commit(CommitSha commit) {
        return new Wanted(List.of(commit.value()), commit, commit.value());
    }

    static Wanted defaultBranch() {
        return new Wanted(List.of("HEAD"), null, "its default branch");
    }

    /** A branch before a tag, as nearly everybody means it. */
    static Wanted named(GitRef ref) {
        String name = ref.value();
        List<String> names =
                name.startsWith("refs/") || name.equals("HEAD")
                        ? List.of(name)
                        : List.of("refs/heads/" + name, "refs/tags/" + name);
        return new Wanted(names, null, name);
    }
}
