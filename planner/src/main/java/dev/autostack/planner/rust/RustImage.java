package dev.autostack.planner.rust;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.RuntimeFiles;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.image.SystemPackages;
import dev.autostack.planner.image.SystemPackages.Need;
import dev.autostack.planner.parse.Doc;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Dockerfile of a Rust project: one stage compiles, the other holds the program. */
final class RustImage {
    static final String DOCKERIGNORE = "**/.git\n**/target\n**/node_modules\n**/.env\n";

    private static final String UID = "65532:65532";

    /** By the name of the crate. */
    private static final List<Need> NATIVE =
            List.of(
                    new Need("pkg-config", List.of("pkg-config"), List.of()),
                    new Need(
                            "openssl-sys", List.of("pkg-config", "libssl-dev"), List.of("libssl3")),
                    new Need("openssl-src", List.of("perl", "make"), List.of()),
                    new Need("pq-sys", List.of("libpq-dev"), List.of("libpq5")),
                    new Need(
                            "mysqlclient-sys",
                            List.of("pkg-config", "libmariadb-dev-compat", "libmariadb-dev"),
                            List.of("libmariadb3")),
                    new Need(
                            "libsqlite3-sys",
                            List.of("pkg-config", "libsqlite3-dev"),
                            List.of("libsqlite3-0")),
                    new Need("cmake", List.of("cmake", "g++", "make"), List.of()),
                    new Need("clang-sys", List.of("clang", "libclang-dev"), List.of()),
                    new Need("prost-build", List.of("protobuf-compiler"), List.of()));

    /** Without a lock file nothing says which crates are there. */
    private static final List<Need> USUAL =
            NATIVE.stream().filter(each -> each.library().equals("openssl-sys")).toList();

    private final PlanDraft draft;
    private final SourceTree tree;
    private final String folder;
    private final DockerfileText file;

    /**
     * @param tree the package, or the workspace that it is built in
     * @param folder the package in it
     */
    RustImage(PlanDraft draft, SourceTree tree, String folder) {
        this.draft = draft;
        this.tree = tree;
        this.folder = folder;
        this.file = new DockerfileText(draft.request());
    }

    String dockerfile(String binary, boolean rocket) {
        SystemPackages needed = needed();
        // Of the same Debian as the stage below: a program asks for the C library it was built
        // with.
        file.from("rust:1-slim-bookworm", "build");
        file.workdir("/src");
        file.install(needed.build());
        file.copy(List.of("."), "./");
        file.buildVariables();
        List<String> mounts =
                List.of(
                        file.cache("cargo-registry", "/usr/local/cargo/registry"),
                        file.cache("cargo-target", "/src/target"));
        file.runWithSecrets(
                mounts, draft.build() + " && cp target/release/" + binary + " /app-binary");
        file.blank();
        file.from("debian:bookworm-slim", "run");
        file.install(needed.run());
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8080)));
        if (rocket) {
            environment.put("ROCKET_ADDRESS", "0.0.0.0");
            environment.put("ROCKET_PORT", String.valueOf(draft.portOr(8080)));
        }
        file.env(environment);
        file.ownedWorkdir("/app", UID);
        file.copyFrom("build", List.of("/etc/ssl/certs/ca-certificates.crt"), "/etc/ssl/certs/");
        file.copyFrom("build", List.of("/app-binary"), "/app/app");
        List<String> own = folder.isEmpty() ? List.of() : RuntimeFiles.of(tree.child(folder), "rs");
        own.forEach(path -> file.copyOwned(UID, List.of(folder + "/" + path), "/app/" + path));
        RuntimeFiles.of(tree, "rs").stream()
                .filter(path -> !own.contains(path))
                .forEach(path -> file.copyOwned(UID, List.of(path), "/app/" + path));
        file.user(UID);
        file.expose(draft.portOr(8080));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("/app/app") : start.arguments());
        return file.toString();
    }

    private SystemPackages needed() {
        Set<String> crates = new LinkedHashSet<>();
        for (Doc each : tree.toml("Cargo.lock").at("package").elements()) {
            crates.add(each.at("name").textOr(""));
        }
        if (crates.isEmpty()) {
            return SystemPackages.of(USUAL, crate -> true);
        }
        // openssl-src compiles the library into the program; of a workspace's members one may ask
        // for that and another not.
        boolean compiledIn =
                crates.contains("openssl-src")
                        && !tree.toml("Cargo.toml").at("workspace").present();
        return SystemPackages.of(
                NATIVE,
                crate -> crates.contains(crate) && !(crate.equals("openssl-sys") && compiledIn));
    }
}
