package dev.autostack.planner.rust;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.image.DockerfileText;
import dev.autostack.planner.parse.Doc;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The Dockerfile of a Rust project: one stage compiles, the other holds the program. */
final class RustImage {
    static final String DOCKERIGNORE = "**/.git\n**/target\n**/node_modules\n**/.env\n";

    /** Debian packages that a crate needs to be compiled, and to run. */
    private record Native(String crate, List<String> compile, List<String> run) {}

    private static final List<Native> NATIVE =
            List.of(
                    new Native("pkg-config", List.of("pkg-config"), List.of()),
                    new Native(
                            "openssl-sys", List.of("pkg-config", "libssl-dev"), List.of("libssl3")),
                    new Native("pq-sys", List.of("libpq-dev"), List.of("libpq5")),
                    new Native(
                            "mysqlclient-sys",
                            List.of("pkg-config", "libmariadb-dev-compat", "libmariadb-dev"),
                            List.of("libmariadb3")),
                    new Native(
                            "libsqlite3-sys",
                            List.of("pkg-config", "libsqlite3-dev"),
                            List.of("libsqlite3-0")),
                    new Native("cmake", List.of("cmake", "g++", "make"), List.of()),
                    new Native("clang-sys", List.of("clang", "libclang-dev"), List.of()),
                    new Native("prost-build", List.of("protobuf-compiler"), List.of()));

    /** Without a lock file nothing says which crates are there. */
    private static final List<Native> USUAL =
            NATIVE.stream().filter(each -> each.crate().equals("openssl-sys")).toList();

    private final PlanDraft draft;
    private final SourceTree tree;
    private final DockerfileText file;

    RustImage(PlanDraft draft) {
        this.draft = draft;
        this.tree = draft.request().tree();
        this.file = new DockerfileText(draft.request());
    }

    String dockerfile(String binary, boolean rocket) {
        Set<String> compile = new LinkedHashSet<>();
        Set<String> run = new LinkedHashSet<>();
        for (Native needed : needed()) {
            compile.addAll(needed.compile());
            run.addAll(needed.run());
        }
        file.from("rust:1-slim", "build");
        file.workdir("/src");
        install(compile);
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
        install(run);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8080)));
        if (rocket) {
            environment.put("ROCKET_ADDRESS", "0.0.0.0");
            environment.put("ROCKET_PORT", String.valueOf(draft.portOr(8080)));
        }
        file.env(environment);
        file.workdir("/app");
        file.copyFrom("build", List.of("/etc/ssl/certs/ca-certificates.crt"), "/etc/ssl/certs/");
        file.copyFrom("build", List.of("/app-binary"), "/app/app");
        for (String folder :
                List.of("templates", "static", "public", "assets", "migrations", "config")) {
            if (tree.hasDirectory(folder)) {
                file.copy(List.of(folder), "/app/" + folder);
            }
        }
        file.user("65532:65532");
        file.expose(draft.portOr(8080));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("/app/app") : start.arguments());
        return file.toString();
    }

    private List<Native> needed() {
        Set<String> crates = new LinkedHashSet<>();
        for (Doc each : tree.toml("Cargo.lock").at("package").elements()) {
            crates.add(each.at("name").textOr(""));
        }
        if (crates.isEmpty()) {
            return USUAL;
        }
        // openssl-src compiles the library into the program.
        return NATIVE.stream()
                .filter(each -> crates.contains(each.crate()))
                .filter(each ->
                        !each.crate().equals("openssl-sys") || !crates.contains("openssl-src"))
                .toList();
    }

    private void install(Set<String> packages) {
        if (!packages.isEmpty()) {
            file.runWithSecrets(
                    List.of(),
                    "apt-get update && apt-get install -y --no-install-recommends "
                            + String.join(" ", packages)
                            + " && rm -rf /var/lib/apt/lists/*");
        }
    }
}
