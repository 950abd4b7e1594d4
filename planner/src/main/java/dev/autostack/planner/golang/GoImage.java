package dev.autostack.planner.golang;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlanDraft;
import dev.autostack.planner.detect.RuntimeFiles;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.image.DockerfileText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Dockerfile of a Go program: one stage compiles, the other holds nothing but the program. */
final class GoImage {
    /** The newest toolchain builds every older module; an older one cannot build newer ones. */
    private static final String IMAGE = "golang:1";

    static final String DOCKERIGNORE =
            "**/.git\n**/node_modules\n**/.env\n**/.env.local\n**/.DS_Store\n";

    /** Where package time looks without an installed database of time zones (pkg.go.dev/time). */
    private static final String ZONES = "/usr/local/go/lib/time/zoneinfo.zip";

    private static final String UID = "65532:65532";

    private final PlanDraft draft;
    private final SourceTree tree;
    private final SourceTree whole;
    private final GoSources sources;
    private final boolean cgo;
    private final DockerfileText file;

    /**
     * @param whole the folder that holds all modules the build reads
     * @param cgo true when C is compiled into the program
     */
    GoImage(PlanDraft draft, SourceTree whole, GoSources sources, boolean cgo) {
        this.draft = draft;
        this.tree = draft.request().tree();
        this.whole = whole;
        this.sources = sources;
        this.cgo = cgo;
        this.file = new DockerfileText(draft.request());
    }

    /** Up to the package. With C the whole library is linked in: the image holds none. */
    static String build(boolean cgo) {
        return cgo
                ? "go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension"
                        + " -ldflags=\"-s -w -linkmode external -extldflags -static\" -o /out/app "
                : "go build -trimpath -ldflags=\"-s -w\" -o /out/app ";
    }

    String dockerfile(boolean vendored) {
        file.from(IMAGE, "build");
        file.env(Map.of("CGO_ENABLED", cgo ? "1" : "0"));
        file.workdir("/src");
        List<String> mounts =
                List.of(
                        file.cache("go-mod", "/go/pkg/mod"),
                        file.cache("go-build", "/root/.cache/go-build"));
        modules(vendored, mounts);
        file.buildVariables();
        if (!tree.has("go.mod") && !tree.has("go.work")) {
            file.runWithSecrets(
                    mounts,
                    "go mod init "
                            + DockerfileText.quoted(sources.modulePath(tree))
                            + " && go mod tidy");
        }
        file.runWithSecrets(mounts, "mkdir -p /out /home-of-app && " + draft.build());
        file.blank();
        file.fromStage("scratch", "run");
        file.copyFrom("build", List.of("/etc/ssl/certs/ca-certificates.crt"), "/etc/ssl/certs/");
        // Of whoever runs the app: many write a database or a log beside themselves.
        file.copyFromOwned("build", UID, List.of("/home-of-app"), "/app");
        file.copyFromOwned("build", UID, List.of("/home-of-app"), "/tmp");
        file.copyFrom("build", List.of(ZONES), "/zoneinfo.zip");
        file.copyFrom("build", List.of("/out/app"), "/app/app");
        String below = tree.from(whole);
        for (String path : RuntimeFiles.of(tree, "go")) {
            file.copyOwned(UID, List.of(RelativePath.join(below, path)), "/app/" + path);
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", String.valueOf(draft.portOr(8080)));
        environment.put("ZONEINFO", "/zoneinfo.zip");
        file.env(environment);
        file.workdir("/app");
        file.user(UID);
        file.expose(draft.portOr(8080));
        CommandLine start = draft.start();
        file.command(start == null ? List.of("/app/app") : start.arguments());
        return file.toString();
    }

    private void modules(boolean vendored, List<String> mounts) {
        String install = vendored ? null : draft.install();
        String below = tree.from(whole);
        if (!below.isEmpty()) {
            file.copy(List.of("."), "./");
            file.workdir("/src/" + below);
        } else if (install != null) {
            List<String> manifests = new ArrayList<>(List.of("go.mod"));
            if (tree.has("go.sum")) {
                manifests.add("go.sum");
            }
            boolean localModules =
                    String.valueOf(tree.text("go.mod")).contains("=> .") || tree.has("go.work");
            file.copy(localModules ? List.of(".") : manifests, "./");
        }
        if (install != null) {
            file.runWithSecrets(mounts, install);
        }
        if (below.isEmpty()) {
            file.copy(List.of("."), "./");
        }
    }
}
