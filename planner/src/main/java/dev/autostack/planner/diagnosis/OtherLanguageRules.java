package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** Composer, Bundler and .NET. */
final class OtherLanguageRules {
    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_php_extension_missing",
                            "requires (?:PHP extension )?(?<what>ext-[\\w-]+).*(?:missing|not (?:loaded|installed))",
                            "A package wants a PHP extension that the image does not have[: …].",
                            "Name it in require of composer.json: the planned image installs every ext-* that stands there."),
                    cause(
                            "build_php_version",
                            "your php version \\((?<what>[\\d.]+)[^)]*\\) does not satisfy|requires php .* but .* is installed",
                            "The project or a package wants another PHP version[; this one is …].",
                            "Correct require.php in composer.json and run composer update."),
                    cause(
                            "build_ruby_version",
                            "Your Ruby version is (?<what>[\\d.]+), but your Gemfile specified|required_ruby_version|requires (?:Ruby|ruby) version",
                            "The Gemfile wants another Ruby version[; this one is …].",
                            "Set the version in .ruby-version and in the Gemfile alike."),
                    cause(
                            "build_bundler_version",
                            "Could not find 'bundler' \\((?<what>[\\d.]+)\\) required by|the running version of Bundler .* does not match",
                            "Gemfile.lock was made with another Bundler release[: …].",
                            "Run bundle update --bundler, commit Gemfile.lock, push."),
                    cause(
                            "build_bundle_platform_missing",
                            "Your bundle only supports platforms",
                            "Gemfile.lock was made for another system.",
                            "Run bundle lock --add-platform x86_64-linux, commit Gemfile.lock, push."),
                    cause(
                            "build_dotnet_sdk_version",
                            "NETSDK1045|A compatible \\.NET SDK was not found|does not support targeting \\.NET (?<what>[\\d.]+)",
                            "The project wants another .NET release[: …].",
                            "Set TargetFramework to an offered release, or correct global.json."));

    private OtherLanguageRules() {}
}
