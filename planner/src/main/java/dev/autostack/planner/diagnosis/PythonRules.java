package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** pip, uv, Poetry and the frameworks of Python; C libraries too, which wheels need most. */
final class PythonRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_python_version",
                            "requires a different Python: (?<what>[\\d.]+)|supported Python range|is not supported by the project|No interpreter found for Python|requires-python.*(?:incompatible|does not)|Package requires a different Python",
                            "The project or a package wants another Python version[; this one is …].",
                            "Set the version in .python-version, or widen requires-python."),
                    cause(
                            "build_resolution_impossible",
                            "ResolutionImpossible|No solution found when resolving|SolverProblemError|version solving failed",
                            "No set of versions satisfies what the project asks for.",
                            "Loosen one of the versions that the log names, and lock again."),
                    cause(
                            "build_openssl_missing",
                            "Could not find (?:directory of )?OpenSSL installation|openssl/(?:ssl|opensslv|conf)\\.h: No such file|Failed to find OpenSSL development headers",
                            "A package is compiled against OpenSSL, whose headers the image does not have.",
                            "Use the variant with its own TLS (rustls, a binary wheel), or a Dockerfile that installs libssl-dev and pkg-config."),
                    cause(
                            "build_c_library_missing",
                            "fatal error: (?<what>[\\w./-]+\\.h): No such file|pg_config executable not found|mysql_config: not found|Can not find valid pkg-config name|was not found in the pkg-config search path|/ld: cannot find -l|Package .* required by .*, not found",
                            "A package is compiled against a C library that the image does not have[ (…)].",
                            "Use the package's binary variant (psycopg2-binary, a newer wheel), or a Dockerfile that installs the library's -dev package."),
                    cause(
                            "build_compiler_missing",
                            "linker `(?<what>cc)` not found|command '(?:x86_64-linux-gnu-|aarch64-linux-gnu-)?(?:gcc|g\\+\\+|cc)' failed: No such file|(?:gcc|g\\+\\+|cc|make|cmake): (?:command )?not found|exec: \"gcc\": executable file not found|Unknown compiler\\(s\\)|C compiler (?:\"\\w+\" not found|cannot create executables)|not found: make|find_program.*gcc",
                            "A package must be compiled, and the image has no C compiler.",
                            "Use a version of the package with a prebuilt binary, or a Dockerfile that installs build-essential."),
                    cause(
                            "build_wheel_failed",
                            "Failed building wheel for (?<what>\\S+)|Failed to build installable wheels|Could not build wheels for|subprocess-exited-with-error|Failed to build `",
                            "A Python package could not be built[: …].",
                            "Choose a version that has a wheel for this Python release, or an older Python in .python-version."),
                    cause(
                            "build_requirements_missing",
                            "Could not open requirements file: .*'(?<what>[^']+)'",
                            "The requirements file is not there[: …].",
                            "Commit the file, or change the install command in the project's settings."),
                    cause(
                            "build_django_settings",
                            "without having set the STATIC_ROOT|django\\.core\\.exceptions\\.ImproperlyConfigured: (?<what>.{1,120})",
                            "Django's settings do not load in the build[: …].",
                            "Give the settings a default for what only production knows; for collectstatic set STATIC_ROOT."));

    private PythonRules() {}
}
