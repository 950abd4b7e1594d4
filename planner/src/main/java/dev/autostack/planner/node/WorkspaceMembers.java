package dev.autostack.planner.node;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a workspace that one of them needs: by their names among its dependencies, and
 * theirs, and so on.
 */
final class WorkspaceMembers {
    private static final List<String> KINDS =
            List.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies");

    /** A build script with one of these builds the neighbours itself. */
    private static final List<String> ORCHESTRATORS =
            List.of("turbo", "nx", "lerna", "wireit", "lage", "rush", "moon", "wsrun");

    /** Anything else would have to be quoted in commands. */
    private static final Pattern PLAIN = Pattern.compile("[@A-Za-z0-9._/-]+");

    private final SourceTree top;
    private final NodeProject project;
    private final Map<String, Member> byName = new LinkedHashMap<>();

    /**
     * Which folders the workspace says are its members.
     *
     * @param included null when a pattern is of a kind that is not read: then none is
     */
    private record Globs(@Nullable List<Pattern> included, List<Pattern> excluded) {
        static Globs of(SourceTree top) {
            Doc manifest = top.json("package.json").at("workspaces");
            Doc packages = manifest.isList() ? manifest : manifest.at("packages");
            List<String> texts = new ArrayList<>(packages.texts());
            texts.addAll(top.yaml("pnpm-workspace.yaml").at("packages").texts());
            List<Pattern> included = new ArrayList<>();
            List<Pattern> excluded = new ArrayList<>();
            for (String text : texts) {
                String path = text.replaceFirst("^!", "").replaceFirst("^\\./", "");
                path = path.replaceFirst("/+$", "");
                if (!path.matches("[@A-Za-z0-9._/*-]*") || path.length() > 200) {
                    return new Globs(null, List.of());
                }
                String regex =
                        path.replace(".", "\\.")
                                .replace("**/", "\u0001")
                                .replace("**", "\u0002")
                                .replace("*", "[^/]*")
                                .replace("\u0001", "(.*/)?")
                                .replace("\u0002", ".*");
                (text.startsWith("!") ? excluded : included).add(Pattern.compile(regex));
            }
            return new Globs(included, excluded);
        }

        boolean includes(String folder) {
            return included != null
                    && included.stream().anyMatch(glob -> glob.matcher(folder).matches())
                    && excluded.stream().noneMatch(glob -> glob.matcher(folder).matches());
        }
    }

    /** Whether a folder is a member of the workspace, as far as its patterns can be read. */
    static boolean includes(SourceTree top, String folder) {
        if (!NodeWorkspace.namesMembers(top)) {
            return false;
        }
        Globs globs = Globs.of(top);
        return globs.included() == null || globs.includes(folder);
    }

    /** A member; {@code folder} counts from the top of the workspace. */
    record Member(String name, String folder, Doc manifest) {}

    WorkspaceMembers(NodeProject project, SourceTree top, List<String> manifests) {
        this.project = project;
        this.top = top;
        Globs globs = Globs.of(top);
        for (String file : manifests) {
            Doc manifest = top.json(file);
            String name = manifest.at("name").string();
            String folder = RelativePath.parent(file);
            if (name != null && PLAIN.matcher(name).matches() && globs.includes(folder)) {
                byName.putIfAbsent(name, new Member(name, folder, manifest));
            }
        }
    }

    /** The project itself, null when it has no name or another member has the same. */
    @Nullable Member self() {
        Member found = byName.get(project.manifest().at("name").textOr(""));
        String base = top.base().isEmpty() ? "" : top.base() + "/";
        return found != null && project.tree().base().equals(base + found.folder()) ? found : null;
    }

    /** What the project needs of the workspace, a member after those that it needs itself. */
    List<Member> needed() {
        Set<Member> ordered = new LinkedHashSet<>();
        visit(project.manifest(), new LinkedHashSet<>(), ordered);
        Member self = self();
        return ordered.stream().filter(member -> !member.equals(self)).toList();
    }

    private void visit(Doc manifest, Set<String> seen, Set<Member> ordered) {
        for (String kind : KINDS) {
            for (String name : manifest.at(kind).keys()) {
                Member member = byName.get(name);
                if (member != null && seen.add(name)) {
                    visit(member.manifest(), seen, ordered);
                    ordered.add(member);
                }
            }
        }
    }

    /**
     * Those that the project does not need: neither it nor what it needs depends on them, and no
     * path in their files leads there. Empty when the project's build may build its neighbours.
     */
    List<Member> unrelated() {
        Member self = self();
        String build = project.script("build");
        if (self == null || (build != null && buildsNeighbours(build))) {
            return List.of();
        }
        Set<Member> kept = new LinkedHashSet<>(needed());
        kept.add(self);
        MemberPaths paths = new MemberPaths(top, kept);
        for (Member member : byName.values()) {
            if (!kept.contains(member) && paths.leadTo(member)) {
                kept.add(member);
                visit(member.manifest(), new LinkedHashSet<>(), kept);
            }
        }
        return byName.values().stream().filter(member -> !kept.contains(member)).toList();
    }

    /** Those whose entry files only a build makes, in the order in which they are built. */
    List<Member> toBuildFirst() {
        String own = project.script("build");
        if (own != null && buildsNeighbours(own)) {
            return List.of();
        }
        List<Member> found = new ArrayList<>();
        for (Member member : needed()) {
            if (member.manifest().at("scripts", "build").string() != null
                    && !entriesAreThere(member)) {
                found.add(member);
            }
        }
        return found;
    }

    private static boolean buildsNeighbours(String script) {
        List<String> words = List.of(script.split("\\s+", -1));
        return ORCHESTRATORS.stream().anyMatch(words::contains)
                || words.contains("--build")
                || words.contains("-b")
                || words.contains("-r")
                || words.contains("-w")
                || words.contains("workspaces")
                || words.contains("workspace")
                || words.stream().anyMatch(word -> word.matches("--(filter|workspace|prefix).*"))
                || script.contains("../");
    }

    private boolean entriesAreThere(Member member) {
        List<String> entries = new ArrayList<>();
        for (String field : List.of("main", "module", "types", "typings")) {
            String entry = member.manifest().at(field).string();
            if (entry != null) {
                entries.add(entry);
            }
        }
        leaves(member.manifest().at("exports"), entries);
        return entries.stream()
                .filter(entry -> !entry.contains("*"))
                .allMatch(entry -> isThere(member, entry));
    }

    private static void leaves(Doc exports, List<String> into) {
        String text = exports.string();
        if (text != null) {
            into.add(text);
        }
        exports.fields().values().forEach(value -> leaves(value, into));
    }

    private boolean isThere(Member member, String entry) {
        String path = RelativePath.resolve(member.folder(), entry);
        return path == null
                || top.has(path)
                || top.has(path + ".js")
                || top.has(path + "/index.js")
                || top.has(path + ".json");
    }
}
