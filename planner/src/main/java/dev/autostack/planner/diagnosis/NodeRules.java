package dev.autostack.planner.diagnosis;

import static dev.autostack.planner.diagnosis.FailureRule.cause;

import java.util.List;

/** npm, pnpm, Yarn, Bun and the frameworks of Node.js. */
final class NodeRules {
    private static final String LOCK_HINT =
            "Run the install command of your package manager, commit the lock file, push.";

    static final List<FailureRule> ALL =
            List.of(
                    cause(
                            "build_lockfile_missing",
                            "npm ci` (?:command )?can only install with an existing package-lock|ERR_PNPM_NO_LOCKFILE|No lockfile found|Cannot install with \"frozen-lockfile\" because pnpm-lock\\.yaml is absent",
                            "There is no lock file, and the install command needs one.",
                            LOCK_HINT),
                    cause(
                            "build_lockfile_outdated",
                            "npm ci` can only install packages when your package\\.json|ERR_PNPM_OUTDATED_LOCKFILE|Your lockfile needs to be updated|The lockfile would have been (?:modified|created)|lockfile had changes, but lockfile is frozen|poetry\\.lock was last generated|Pipfile\\.lock \\([0-9a-f]*\\) (?:is )?out of date|lockfile at `uv\\.lock` needs to be updated|lock file .* (?:needs to be updated but|because) --locked|The lock file is not up to date with|install in deployment mode after changing|The gemspecs? for|frozen mode is set, but",
                            "The lock file does not fit the manifest.",
                            LOCK_HINT),
                    cause(
                            "build_manifest_invalid",
                            "EJSONPARSE|JSON\\.parse Failed|ERR_PNPM_JSON_PARSE|failed to parse manifest|Non-(?:parse|read)able POM|errors parsing (?:\\S*)go\\.mod|Invalid TOML|TOMLDecodeError|does not contain valid JSON",
                            "A manifest of the project cannot be parsed.",
                            "Correct the file that the log names; a conflict marker or a comma too many is the usual reason."),
                    cause(
                            "build_workspace_protocol",
                            "EUNSUPPORTEDPROTOCOL|Unsupported URL Type \"(?<what>workspace|catalog):",
                            "npm does not know the protocol[ …:] of a dependency.",
                            "Set packageManager in package.json to the manager the workspace is made for (pnpm or Yarn), and commit its lock file."),
                    cause(
                            "build_manager_mismatch",
                            "This project is configured to use (?<what>\\w+)|ERR_PNPM_(?:OTHER_PM_EXPECTED|BAD_PM_VERSION)|packageManager field.*(?:requires|declares)|Use \"(?:yarn|pnpm|npm) install\" for installation",
                            "The project asks for another package manager[: …].",
                            "Commit only the lock file of that manager, or correct packageManager in package.json."),
                    cause(
                            "build_corepack_keys",
                            "Cannot find matching keyid",
                            "Corepack of this Node release is too old to check the package manager's signature.",
                            "Use a newer Node release, or pin a newer packageManager in package.json."),
                    cause(
                            "build_peer_conflict",
                            "npm (?:ERR!|error) code ERESOLVE|ERESOLVE unable to resolve|ERR_PNPM_PEER_DEP_ISSUES",
                            "Two packages want versions of a third that do not fit together.",
                            "Change the versions that the log names, run the install and commit the lock file."),
                    cause(
                            "build_engine_unsupported",
                            "npm (?:ERR!|error) code EBADENGINE|ERR_PNPM_UNSUPPORTED_ENGINE|The engine \"(?<what>\\w+)\" is incompatible with this module|requires a Node\\.js version|You are using Node\\.js [\\d.]+\\. For Next\\.js|Unsupported engine:.*npm error",
                            "The project or a package wants another runtime version[ of …].",
                            "Set the version in package.json engines, .nvmrc or .tool-versions."),
                    cause(
                            "build_integrity",
                            "EINTEGRITY|integrity checksum failed|Integrity check failed|ERR_PNPM_TARBALL_INTEGRITY|PACKAGES DO NOT MATCH THE HASHES|verifying .*checksum mismatch|YN0018",
                            "A package is not the one the lock file was made with.",
                            "Delete the package's entry from the lock file, install anew, and compare before you commit."),
                    cause(
                            "build_version_not_found",
                            "npm (?:ERR!|error) code ETARGET|npm (?:ERR!|error) notarget No matching version found for (?<what>\\S+?)\\.?$|ERR_PNPM_NO_MATCHING_VERSION|Couldn't find any versions for|No matching distribution found for|Could not find a version that satisfies|failed to select a version for|unknown revision|NU1102",
                            "A version that the project asks for is not in the registry[: …].",
                            "Choose a version that exists. For a private registry add its address and a build secret."),
                    cause(
                            "build_package_not_found",
                            "npm (?:ERR!|error) (?:code )?E?404|ERR_PNPM_FETCH_404|Couldn't find package \"(?<what>[^\"]+)\"|no matching package named|NU1101|Could not find package .* in a version|Could not find gem",
                            "A package that the project asks for is not in the registry[: …].",
                            "Check its name. For a private registry add .npmrc (or the like) and a build secret."),
                    cause(
                            "build_git_missing",
                            "npm (?:ERR!|error) syscall spawn git|spawn git ENOENT|Cannot find command 'git'|exec: \"git\": executable file not found|git: (?:command )?not found",
                            "A dependency comes from a Git repository, and the image has no git.",
                            "Depend on a published version, or build with your own Dockerfile that installs git."),
                    cause(
                            "build_git_dependency_denied",
                            "Permission denied \\(publickey|Host key verification failed|could not read Username for|terminal prompts disabled",
                            "A dependency comes from a Git repository that wants a login.",
                            "Publish it to a registry, make it a submodule of the project, or vendor it."),
                    cause(
                            "build_gyp_python",
                            "gyp ERR! find Python|gyp ERR! stack Error: Could not find any Python",
                            "A package compiles C++ while it is installed, and the image has no Python for it.",
                            "Use a version of the package that has a prebuilt binary for this Node release, or a Dockerfile on node without -slim."),
                    cause(
                            "build_native_addon",
                            "gyp ERR!|node-pre-gyp ERR!|prebuild-install (?:warn|ERR)|Could not load the \"(?<what>sharp)\" module|Something went wrong installing the \"sharp\"",
                            "A package with native code[ (…)] could not be built or loaded.",
                            "Update the package: newer versions bring binaries for newer Node releases. Delete binaries of another system from the lock file (npm install --os=linux --cpu=x64)."),
                    cause(
                            "build_node_openssl",
                            "ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::unsupported",
                            "An old bundler uses a hash that Node 17 and newer refuse.",
                            "Update webpack to 5 (react-scripts 5, Vue CLI 5), or set NODE_OPTIONS=--openssl-legacy-provider for the build."),
                    cause(
                            "build_next_font",
                            "Failed to fetch (?:font )?`?(?<what>[\\w ]+?)`? from Google Fonts|next/font.*(?:failed|error)|Failed to fetch `[^`]+` from Google",
                            "next/font loads a font[ (…)] from the network while it builds, and did not get it.",
                            "Put the font files into the repository and use next/font/local."),
                    cause(
                            "build_prisma_engine",
                            "binaries\\.prisma\\.sh|Failed to fetch the engine file|Error: request to https://binaries\\.prisma",
                            "prisma generate downloads an engine, and did not get it.",
                            "Let builds reach binaries.prisma.sh, or set PRISMA_ENGINES_MIRROR as a build variable."),
                    cause(
                            "build_prisma_not_generated",
                            "@prisma/client did not initialize yet",
                            "The Prisma client was not generated before it is used.",
                            "Add \"postinstall\": \"prisma generate\" to the scripts of package.json."),
                    cause(
                            "build_warnings_are_errors",
                            "Treating warnings as errors because process\\.env\\.CI",
                            "The build treats warnings as errors because the variable CI is set.",
                            "Correct the warnings, or set the build variable CI=false."),
                    cause(
                            "build_script_missing",
                            "npm (?:ERR!|error) Missing script: \"?(?<what>[\\w:.-]+)|ERR_PNPM_NO_SCRIPT|error: Script not found \"|Command \"(?:build|start|[\\w:]+)\" not found|Couldn't find a script named",
                            "package.json has no such script[: …].",
                            "Add the script, or change the build command in the project's settings."),
                    cause(
                            "build_variable_missing",
                            "Missing required environment variable:? ?(?<what>[A-Z0-9_]*)|Environment variable not found:|Invalid environment variables|KeyError: '[A-Z][A-Z0-9_]+'|The SECRET_KEY setting must not be empty|Missing `secret_key_base`|environment variable \"?[A-Z0-9_]+\"? (?:is )?not (?:set|defined|present)|supabaseUrl is required",
                            "The build reads a variable that is not set[: …].",
                            "Add the variable to the project and mark it for builds."),
                    cause(
                            "build_module_not_found",
                            "Cannot find module '(?<what>[^']+)'|Module not found: Error|ERR_MODULE_NOT_FOUND|Could not resolve \"[^\"]+\"|Rollup failed to resolve import|ModuleNotFoundError|Cannot find package '",
                            "The build needs a module that is not installed[: …].",
                            "Add it to the dependencies (devDependencies are installed for the build), and mind upper and lower case in file names."),
                    cause(
                            "build_lint_errors",
                            "✖ \\d+ problems? \\([1-9]\\d* errors?|ESLint: .*error|Linting .* failed",
                            "The linter found errors and ended the build.",
                            "Correct what the log names, or take the linter out of the build script."));

    private NodeRules() {}
}
