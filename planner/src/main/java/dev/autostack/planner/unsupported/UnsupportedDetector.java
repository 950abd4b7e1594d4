package dev.autostack.planner.unsupported;

import dev.autostack.planner.detect.BuildPlan;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.PlanRequest;
import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.detect.Tally;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Languages without a stack of their own: by their manifests, else by the most files. */
public final class UnsupportedDetector implements StackDetector {
    public static final String STACK = "unsupported";

    private static final Set<String> SUPPORTED =
            Set.of(
                    "node", "python", "php", "go", "ruby", "java", "dotnet", "rust", "static",
                    "elixir");

    /** Manifest names; those that begin with a dot are endings at the top of the tree. */
    private static final List<Map.Entry<String, String>> MANIFESTS =
            List.of(
                    Map.entry("build.sbt", "scala"),
                    Map.entry("build.sc", "scala"),
                    Map.entry("build.mill", "scala"),
                    Map.entry("project.clj", "clojure"),
                    Map.entry("deps.edn", "clojure"),
                    Map.entry("shadow-cljs.edn", "clojure"),
                    Map.entry("build.boot", "clojure"),
                    Map.entry("stack.yaml", "haskell"),
                    Map.entry("cabal.project", "haskell"),
                    Map.entry(".cabal", "haskell"),
                    Map.entry("dune-project", "ocaml"),
                    Map.entry(".opam", "ocaml"),
                    Map.entry("Package.swift", "swift"),
                    Map.entry("Podfile", "swift"),
                    Map.entry("Cartfile", "swift"),
                    Map.entry("pubspec.yaml", "dart"),
                    Map.entry("rebar.config", "erlang"),
                    Map.entry("erlang.mk", "erlang"),
                    Map.entry("gleam.toml", "gleam"),
                    Map.entry("shard.yml", "crystal"),
                    Map.entry(".nimble", "nim"),
                    Map.entry("build.zig", "zig"),
                    Map.entry("Project.toml", "julia"),
                    Map.entry("JuliaProject.toml", "julia"),
                    Map.entry("DESCRIPTION", "r"),
                    Map.entry(".Rproj", "r"),
                    Map.entry("renv.lock", "r"),
                    Map.entry("cpanfile", "perl"),
                    Map.entry("Makefile.PL", "perl"),
                    Map.entry("Build.PL", "perl"),
                    Map.entry("dist.ini", "perl"),
                    Map.entry(".rockspec", "lua"),
                    Map.entry("elm.json", "elm"),
                    Map.entry("elm-package.json", "elm"),
                    Map.entry("dub.json", "d"),
                    Map.entry("dub.sdl", "d"),
                    Map.entry("spago.dhall", "purescript"),
                    Map.entry("spago.yaml", "purescript"),
                    Map.entry("v.mod", "v"),
                    Map.entry("foundry.toml", "solidity"),
                    Map.entry("Ballerina.toml", "ballerina"),
                    Map.entry("CMakeLists.txt", "cpp"),
                    Map.entry("meson.build", "cpp"),
                    Map.entry("conanfile.txt", "cpp"),
                    Map.entry("configure.ac", "c"),
                    Map.entry("vcpkg.json", "cpp"),
                    Map.entry("fpm.toml", "fortran"),
                    Map.entry("META6.json", "raku"),
                    Map.entry("info.rkt", "racket"),
                    Map.entry("haxelib.json", "haxe"),
                    Map.entry("project.godot", "gdscript"),
                    Map.entry("lakefile.lean", "lean"),
                    Map.entry("lakefile.toml", "lean"),
                    Map.entry("alire.toml", "ada"),
                    Map.entry("sfdx-project.json", "apex"),
                    Map.entry("ProjectSettings/ProjectVersion.txt", "unity"));

    @Override
    public Recognised recognised() {
        return new Recognised(
                STACK,
                List.of("manifests and file endings of other languages"),
                List.of(),
                List.of());
    }

    @Override
    public List<Candidate> detect(SourceTree tree) {
        Tally tally = new Tally();
        String language = null;
        for (Map.Entry<String, String> entry : MANIFESTS) {
            String found = find(tree, entry.getKey());
            if (found != null && language == null) {
                language = cOrCpp(tree, entry.getValue());
                tally.add(found, "is a manifest of " + language, Tally.MANIFEST);
            }
        }
        if (language == null) {
            language =
                    tree.languages().keySet().stream()
                            .filter(l -> !l.equals("static") && !l.equals("tex"))
                            .findFirst()
                            .orElse(tree.languages().containsKey("tex") ? "tex" : null);
            if (language == null || SUPPORTED.contains(language)) {
                return List.of();
            }
            double share = tree.share(language);
            tally.add(
                    "*",
                    Math.round(share * 100) + " % of the sources are " + language,
                    (int) Math.round(10 + share * 25));
        } else {
            tally.addShare(tree, language, false);
        }
        String named = language;
        return List.of(
                new Candidate(
                        STACK, null, named, tally.evidence(), request -> plan(request, named)));
    }

    private static String cOrCpp(SourceTree tree, String language) {
        return language.equals("cpp") && tree.share("c") > tree.share("cpp") ? "c" : language;
    }

    private static @org.jspecify.annotations.Nullable String find(
            SourceTree tree, String manifest) {
        if (!manifest.startsWith(".")) {
            return tree.has(manifest) ? manifest : null;
        }
        return tree.namesIn("").stream()
                .filter(name -> name.endsWith(manifest))
                .findFirst()
                .orElse(null);
    }

    private static BuildPlan plan(PlanRequest request, String language) {
        return new PlanDraft(request)
                .missing(
                        "language_unsupported",
                        "The language " + language + " is not supported.",
                        "Add a Dockerfile that builds and starts the app; it is then built as it is.");
    }
}
