package dev.autostack.planner.rust;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.detect.ToolVersions;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.CTokens;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.Token;
import dev.autostack.protocol.Detection.SourcedVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rust, by Cargo.toml, of a package or a workspace. */
public final class RustDetector implements StackDetector {
    static final String STACK = "rust";

    private record Framework(String id, int port, List<String> crates) {}

    private static final List<Framework> FRAMEWORKS =
            List.of(
                    new Framework("tauri", 0, List.of("tauri")),
                    new Framework("loco", 5150, List.of("loco-rs")),
                    new Framework("leptos", 3000, List.of("leptos")),
                    new Framework("dioxus", 8080, List.of("dioxus")),
                    new Framework("actix-web", 8080, List.of("actix-web")),
                    new Framework("rocket", 8000, List.of("rocket")),
                    new Framework("axum", 3000, List.of("axum")),
                    new Framework("warp", 3030, List.of("warp")),
                    new Framework("poem", 3000, List.of("poem")),
                    new Framework("salvo", 5800, List.of("salvo")),
                    new Framework("ntex", 8080, List.of("ntex")),
                    new Framework("cot", 8000, List.of("cot")),
                    new Framework("trillium", 8080, List.of("trillium")),
                    new Framework("viz", 3000, List.of("viz")),
                    new Framework("rouille", 8000, List.of("rouille")),
                    new Framework("tide", 8080, List.of("tide")),
                    new Framework("gotham", 7878, List.of("gotham")),
                    new Framework("iron", 3000, List.of("iron")),
                    new Framework("nickel", 6767, List.of("nickel")),
                    new Framework("yew", 8080, List.of("yew")),
                    new Framework("sycamore", 8080, List.of("sycamore")),
                    new Framework("seed", 8080, List.of("seed")));

    /** A package of the workspace. */
    private record Crate(String folder, Doc manifest, List<String> binaries) {}

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("Cargo.toml"),
                List.of(
                        "rust-toolchain.toml",
                        "rust-toolchain",
                        ".tool-versions, mise.toml",
                        "Cargo.toml rust-version"),
                FRAMEWORKS.stream()
                        .map(f ->
                                new Recognised.Framework(
                                        f.id(), f.crates(), f.port() == 0 ? null : f.port()))
                        .toList());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        if (!tree.has("Cargo.toml")) {
            return List.of();
        }
        List<Crate> crates = crates(tree);
        Tally tally = new Tally();
        Framework framework = null;
        Crate owner = null;
        for (Framework known : FRAMEWORKS) {
            for (Crate crate : crates) {
                if (framework == null && depends(crate.manifest(), known.crates())) {
                    framework = known;
                    owner = crate;
                    tally.add(
                            RelativePath.join(crate.folder(), "Cargo.toml"),
                            "depends on " + known.crates().getFirst(),
                            Tally.NAMED);
                }
            }
        }
        if (framework == null) {
            tally.add("Cargo.toml", "is a Cargo manifest", Tally.MANIFEST);
        }
        if (tree.has("Cargo.lock")) {
            tally.add("Cargo.lock", "is a lock file of Cargo", 5);
        }
        tally.addShare(tree, STACK, framework != null);
        Framework chosen = framework;
        Crate chosenCrate = owner;
        return List.of(
                new Candidate(
                        STACK,
                        chosen == null ? null : chosen.id(),
                        tally,
                        request -> plan(request, chosen, chosenCrate, crates)));
    }

    private static List<Crate> crates(SourceTree tree) {
        List<Crate> crates = new ArrayList<>();
        Doc root = tree.toml("Cargo.toml");
        if (root.at("package").present()) {
            crates.add(crate(tree, ""));
        }
        Set<String> members = new LinkedHashSet<>();
        for (String pattern : root.at("workspace", "members").texts()) {
            members.addAll(expand(tree, pattern));
        }
        members.removeAll(root.at("workspace", "exclude").texts());
        for (String member : members) {
            if (crates.size() < 100 && !member.isEmpty() && tree.has(member + "/Cargo.toml")) {
                crates.add(crate(tree, member));
            }
        }
        return crates;
    }

    /** The workspace above that the package is a member of; itself when there is none. */
    private static SourceTree workspace(SourceTree tree) {
        if (tree.toml("Cargo.toml").at("workspace").present()) {
            return tree;
        }
        for (SourceTree up = tree.parent(); up != null; up = up.parent()) {
            Doc workspace = up.has("Cargo.toml") ? up.toml("Cargo.toml").at("workspace") : null;
            if (workspace != null && workspace.present()) {
                String folder = tree.from(up);
                SourceTree above = up;
                boolean member =
                        workspace.at("members").texts().stream()
                                        .anyMatch(each -> expand(above, each).contains(folder))
                                && !workspace.at("exclude").texts().contains(folder);
                return member ? up : tree;
            }
        }
        return tree;
    }

    private static List<String> expand(SourceTree tree, String pattern) {
        String plain = pattern.replaceFirst("^\\./", "").replaceFirst("/$", "");
        if (!plain.contains("*")) {
            return List.of(plain.equals(".") ? "" : plain);
        }
        String expression =
                java.util.regex.Pattern.quote(plain)
                        .replace("**", "\\E.*\\Q")
                        .replace("*", "\\E[^/]*\\Q");
        List<String> found = new ArrayList<>();
        for (String file : tree.files()) {
            if (RelativePath.name(file).equals("Cargo.toml")
                    && RelativePath.parent(file).matches(expression)) {
                found.add(RelativePath.parent(file));
            }
        }
        return found;
    }

    private static Crate crate(SourceTree tree, String folder) {
        Doc manifest = tree.toml(RelativePath.join(folder, "Cargo.toml"));
        List<String> binaries = new ArrayList<>();
        String main = RelativePath.join(folder, "src/main.rs");
        if (tree.has(main)) {
            binaries.add(manifest.at("package", "name").textOr("app"));
        }
        for (Doc binary : manifest.at("bin").elements()) {
            String name = binary.at("name").text();
            if (name != null && !binaries.contains(name)) {
                if ("src/main.rs".equals(binary.at("path").text())) {
                    binaries.clear();
                }
                binaries.add(name);
            }
        }
        for (String file : tree.namesIn(RelativePath.join(folder, "src/bin"))) {
            String name = file.replaceFirst("\\.rs$", "");
            if (file.endsWith(".rs") && !binaries.contains(name)) {
                binaries.add(name);
            }
        }
        return new Crate(folder, manifest, binaries);
    }

    private static boolean depends(Doc manifest, List<String> names) {
        for (Map.Entry<String, Doc> dependency : manifest.at("dependencies").fields().entrySet()) {
            String real = dependency.getValue().at("package").textOr(dependency.getKey());
            if (names.contains(real)) {
                return true;
            }
        }
        for (Doc target : manifest.at("target").fields().values()) {
            for (String name : target.at("dependencies").keys()) {
                if (names.contains(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static BuildPlan plan(
            PlanRequest request,
            @Nullable Framework framework,
            @Nullable Crate owner,
            List<Crate> crates) {
        SourceTree tree = request.tree();
        PlanDraft draft = new PlanDraft(request);
        SourcedVersion version = version(request, crates);
        draft.toolchain("cargo", version);
        SourceTree top = workspace(tree);
        String locked = top.has("Cargo.lock") ? " --locked" : "";
        draft.install("cargo fetch" + locked);
        Crate crate = owner;
        if (crate == null || crate.binaries().isEmpty()) {
            crate = crates.stream().filter(c -> !c.binaries().isEmpty()).findFirst().orElse(null);
        }
        if (crate == null || (framework != null && framework.port() == 0)) {
            return draft.missing(
                    "binary_missing",
                    "No crate of this project makes a program that can be served.",
                    "Set the root directory to a crate with a main.rs, or add a Dockerfile.");
        }
        String binary =
                crate.manifest().at("package", "default-run").textOr(crate.binaries().getFirst());
        Integer literal = port(tree, crate.folder());
        int port = literal == null ? framework == null ? 8080 : framework.port() : literal;
        draft.port(port);
        draft.health("/");
        // From the top of a workspace, Cargo is told which of its packages is meant.
        String folder = RelativePath.join(tree.from(top), crate.folder());
        String name = crate.manifest().at("package", "name").textOr("");
        draft.build(
                "cargo build --release"
                        + locked
                        + (folder.isEmpty() || name.isEmpty() ? "" : " -p " + name)
                        + " --bin "
                        + binary);
        draft.start(new CommandLine(List.of("/app/app"), "/app/app", "Cargo.toml"));
        for (Crate each : crates) {
            if (each.manifest()
                            .at("dependencies", "sqlx")
                            .at("features")
                            .texts()
                            .contains("postgres")
                    || depends(each.manifest(), List.of("tokio-postgres", "postgres"))) {
                draft.datastore("postgres");
            }
            if (depends(each.manifest(), List.of("redis", "deadpool-redis"))) {
                draft.datastore("redis");
            }
            if (depends(each.manifest(), List.of("mongodb"))) {
                draft.datastore("mongodb");
            }
        }
        return draft.done(
                top,
                new RustImage(draft, top, folder)
                        .dockerfile(binary, framework != null && framework.id().equals("rocket")),
                RustImage.DOCKERIGNORE);
    }

    private static SourcedVersion version(PlanRequest request, List<Crate> crates) {
        SourceTree tree = request.tree();
        String set = request.overrides().runtimeVersion();
        if (set != null) {
            return new SourcedVersion(set, request.versionSource());
        }
        String channel = tree.toml("rust-toolchain.toml").at("toolchain", "channel").text();
        if (channel != null) {
            return new SourcedVersion(channel, "rust-toolchain.toml");
        }
        String plain = tree.text("rust-toolchain");
        if (plain != null && !plain.isBlank()) {
            String found =
                    plain.contains("[toolchain]")
                            ? tree.toml("rust-toolchain")
                                    .at("toolchain", "channel")
                                    .textOr("stable")
                            : plain.strip();
            return new SourcedVersion(found, "rust-toolchain");
        }
        SourcedVersion tool = ToolVersions.of(tree, "rust");
        if (tool != null) {
            return tool;
        }
        for (Crate crate : crates) {
            String minimum = crate.manifest().at("package", "rust-version").text();
            if (minimum != null) {
                return new SourcedVersion(minimum, RelativePath.join(crate.folder(), "Cargo.toml"));
            }
        }
        return new SourcedVersion("stable", "default");
    }

    private static @Nullable Integer port(SourceTree tree, String folder) {
        String rocket =
                tree.toml(RelativePath.join(folder, "Rocket.toml")).at("default", "port").text();
        if (rocket != null && rocket.matches("[0-9]{2,5}")) {
            return Integer.valueOf(rocket);
        }
        String source = tree.text(RelativePath.join(folder, "src/main.rs"));
        for (Token token : source == null ? List.<Token>of() : CTokens.of(source)) {
            if (token.isString() && token.text().matches("[0-9a-zA-Z.:\\[\\]]*:[1-9][0-9]{3,4}")) {
                return Integer.valueOf(token.text().replaceFirst(".*:", ""));
            }
        }
        return null;
    }
}
