package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** What remains when nothing around the sources is wrong; commands and rights last. */
final class CompilerRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_type_errors",
                            "error TS\\d+:|Type error:|Failed to compile|vue-tsc.*error",
                            "The source does not compile.",
                            "Correct the errors that the log names."),
                    cause(
                            "build_compile_errors",
                            "COMPILATION ERROR|error\\[E\\d{4}\\]|error CS\\d+:|error FS\\d+:|^(?:#\\d+ [\\d.]+ )?(?<what>[\\w./-]+\\.go:\\d+:\\d+): |Compilation failed; see the compiler|\\(CompileError\\)|SyntaxError: |PHP Parse error|syntax error, unexpected|e: file://|error: could not compile",
                            "The source does not compile[ (…)].",
                            "Correct the errors that the log names; the same command fails in a clean checkout."),
                    cause(
                            "build_command_not_found",
                            "(?:sh|bash): (?:line )?(?:\\d+: )?(?<what>[\\w./-]+): (?:command )?not found|exec: \"[^\"]+\": executable file not found|: command not found|spawn \\S+ ENOENT",
                            "A step of the build starts a program that is not in the image[: …].",
                            "Install it in the Dockerfile, or correct the command in the project's settings."),
                    cause(
                            "build_permission_denied",
                            "EACCES: permission denied|Permission denied(?: \\(os error 13\\))?$|\\[Errno 13\\]",
                            "A step of the build may not touch a file.",
                            "Make the file executable (git update-index --chmod=+x), or change its owner."));

    private CompilerRules() {}
}
