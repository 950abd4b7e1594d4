package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** go and cargo. */
final class GoAndRustRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_go_version",
                            "go\\.mod requires go >= (?<what>[\\w.]+)|invalid go version|toolchain not available|requires newer Go version|module requires Go|package \\S+ is not in (?:std|GOROOT).*go1",
                            "The module wants another Go release[: … or newer].",
                            "Lower the go line of go.mod, or set a version that exists."),
                    cause(
                            "build_go_sum_missing",
                            "missing go\\.sum entry|updates to go\\.mod needed|go: inconsistent vendoring",
                            "go.sum or vendor/ does not fit go.mod.",
                            "Run go mod tidy (and go mod vendor where it is used), commit, push."),
                    cause(
                            "build_go_package_missing",
                            "no required module provides package (?<what>[^;: ]+)|package (?:\\S+) is not in (?:std|GOROOT)|cannot find module providing package",
                            "A Go package is imported that no module brings[: …].",
                            "Run go get for it, commit go.mod and go.sum, push."),
                    cause(
                            "build_go_no_main",
                            "no Go files in|go\\.mod file not found|is not a main package|no non-test Go files",
                            "There is no Go program where the build looks for it.",
                            "Set the root directory, or the build command (go build ./cmd/NAME)."),
                    cause(
                            "build_rust_version",
                            "requires rustc (?<what>[\\d.]+)|feature `edition20\\d\\d` is required|lock file version `?\\d+`? (?:was found|requires)|is not supported by the following package|cannot be built because it requires rustc",
                            "A crate wants a newer Rust release[: …].",
                            "Set the release in rust-toolchain.toml, or lock an older version of the crate."),
                    cause(
                            "build_rust_target_missing",
                            "no bin target named `(?<what>[^`]+)|can't find `?\\w+`? bin|no (?:bin|targets) .* found|could not find `Cargo\\.toml`|virtual manifest, but this command requires",
                            "Cargo has no such program to build[: …].",
                            "Set the root directory to the package, or name the binary in the build command."));

    private GoAndRustRules() {}
}
