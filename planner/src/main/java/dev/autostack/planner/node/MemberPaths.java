package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Paths in files of some members of a workspace that lead to others: a server may show what its
 * neighbour builds without depending on it.
 */
final class MemberPaths {
    private static final Pattern READ =
            Pattern.compile(".*\\.(?:[cm]?[jt]sx?|json|vue|svelte|html|ya?ml)");
    private static final int MAX_FILES = 400;
    private static final int MAX_BYTES = 65_536;

    private final List<String> texts = new ArrayList<>();
    private boolean tooMany;

    MemberPaths(SourceTree top, Collection<WorkspaceMembers.Member> of) {
        for (String file : top.files()) {
            if (READ.matcher(file).matches()
                    && of.stream().anyMatch(member -> file.startsWith(member.folder() + "/"))) {
                String text = texts.size() < MAX_FILES ? top.head(file, MAX_BYTES) : null;
                if (text == null) {
                    tooMany |= texts.size() >= MAX_FILES;
                } else {
                    texts.add(text);
                }
            }
        }
    }

    /** True also when there are more files than are read. */
    boolean leadTo(WorkspaceMembers.Member member) {
        String name = Pattern.quote(RelativePath.name(member.folder()));
        String parent = RelativePath.name(RelativePath.parent(member.folder()));
        String before =
                "(?:\\.\\./|[\"'`\\s]"
                        + (parent.isEmpty() ? "" : "|" + Pattern.quote(parent) + "/")
                        + ")";
        Pattern path =
                Pattern.compile(
                        before
                                + name
                                + "[\"'`/]|[\"'`\\s]"
                                + Pattern.quote(member.name())
                                + "[\"'`/\\s]");
        return tooMany || texts.stream().anyMatch(text -> path.matcher(text).find());
    }
}
