package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** Maven, Gradle and the JDK. */
final class JvmRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_wrapper_not_executable",
                            "\\.?/(?<what>mvnw|gradlew): Permission denied|exec: \"\\./(?:mvnw|gradlew)\": permission denied",
                            "The build wrapper[ …] is not executable.",
                            "Run git update-index --chmod=+x on it, commit and push."),
                    cause(
                            "build_wrapper_incomplete",
                            "Could not find or load main class org\\.(?<what>gradle|apache\\.maven)\\.wrapper|maven-wrapper\\.properties.*(?:No such file|does not exist)|Unable to access jarfile .*wrapper|cannot read distributionUrl property",
                            "The build wrapper is there, but its files are not.",
                            "Commit gradle/wrapper/ with its jar, or .mvn/wrapper/; .gitignore often leaves out jars."),
                    cause(
                            "build_java_version",
                            "release version (?<what>\\d+) not supported|invalid (?:target|source) release|Unsupported class file major version|UnsupportedClassVersionError|class file has wrong version|No matching toolchains? found|Cannot find a Java installation|requires Java \\d+|Dependency requires at least JVM runtime version|requires at least Java",
                            "The project is made for another Java release[: …].",
                            "Set the release in the build file (maven.compiler.release, a Gradle toolchain) or in system.properties."),
                    cause(
                            "build_maven_artifact_missing",
                            "Could not find artifact (?<what>\\S+)|Could not resolve dependencies for project|Non-resolvable parent POM|Could not find [\\w.-]+:[\\w.-]+:[\\w.-]+\\.|Plugin .* could not be resolved|Could not resolve all (?:files|dependencies|artifacts)",
                            "A library or plugin of the build is not in its repositories[: …].",
                            "Check its coordinates; for a private repository add settings.xml with a build secret."),
                    cause(
                            "build_tests_failed",
                            "There (?:are|were) (?:test failures|failing tests)|Failed to execute goal .*surefire|Tests run: \\d+, Failures: [1-9]|^--- FAIL:|test result: FAILED",
                            "Tests of the project failed and ended the build.",
                            "Correct them, or leave tests out of the build command (-DskipTests, assemble)."),
                    cause(
                            "build_goal_unknown",
                            "No goal has been specified|Unknown lifecycle phase \"(?<what>[^\"]+)|Task '[^']+' not found in|there is no POM in this directory|does not contain a Gradle build",
                            "The build tool does not know what it was asked to do[: …].",
                            "Correct the build command or the root directory in the project's settings."));

    private JvmRules() {}
}
