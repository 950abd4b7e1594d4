package dev.autostack.planner.detect;

import dev.autostack.planner.files.Content;
import dev.autostack.planner.files.Listing;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.protocol.Detection.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tree has that no file of a repository should be, in the words of the wire. */
final class TreeWarnings {
    private static final int SHOWN = 3;

    /** What is often written with a byte order mark and always read with one. */
    private static final Set<String> TAKES_MARKS =
            Set.of(
                    "csproj", "fsproj", "vbproj", "sln", "slnx", "props", "targets", "xml", "cs",
                    "fs", "vb", "java", "py", "js", "ts", "html");

    private TreeWarnings() {}

    /** How a file that was read holds its text, when tools of the build may stumble over it. */
    static @Nullable Warning ofForm(String path, Content.Text text) {
        return switch (text.form()) {
            case PLAIN -> null;
            case MARKED ->
                    TAKES_MARKS.contains(RelativePath.extension(path))
                            ? null
                            : new Warning(
                                    "file_encoding",
                                    "The file " + path + " begins with a byte order mark.",
                                    "It was read without it, but not every tool of the build does"
                                            + " that. Save it as UTF-8 without a mark.");
            case UTF_16 ->
                    new Warning(
                            "file_encoding",
                            "The file " + path + " is written in UTF-16.",
                            "It was read all the same, but the tools of the build may not. Save it"
                                    + " as UTF-8.");
            case CRLF ->
                    text.value().startsWith("#!")
                            ? new Warning(
                                    "line_endings",
                                    "The program " + path + " has Windows line endings.",
                                    "Linux does not find its interpreter then. Commit it with LF,"
                                            + " for instance by eol=lf in .gitattributes.")
                            : null;
        };
    }

    static List<Warning> ofListing(Listing listing) {
        List<Warning> found = new ArrayList<>();
        if (!listing.outside().isEmpty()) {
            found.add(
                    new Warning(
                            "link_not_followed",
                            "Links that lead out of the repository, nowhere or in circles: "
                                    + some(listing.outside())
                                    + ".",
                            "They are not followed. Commit the files themselves."));
        }
        if (!listing.special().isEmpty()) {
            found.add(
                    new Warning(
                            "file_special",
                            "Devices, pipes, sockets or folders that cannot be opened: "
                                    + some(listing.special())
                                    + ".",
                            "They are not read. Take them out of the source."));
        }
        if (listing.truncated()) {
            found.add(
                    new Warning(
                            "tree_truncated",
                            "The source has more files or folders than are looked at; "
                                    + listing.files().size()
                                    + " were, those near the top first.",
                            "If something was missed, set the root directory to the folder of the"
                                    + " app."));
        }
        return found;
    }

    private static String some(List<String> paths) {
        return String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())))
                + (paths.size() > SHOWN ? " and " + (paths.size() - SHOWN) + " more" : "");
    }
}
