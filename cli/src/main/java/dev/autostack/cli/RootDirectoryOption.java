package dev.autostack.cli;

import picocli.CommandLine.Option;

/** Which app of a repository is meant. */
final class RootDirectoryOption {
    @Option(
            names = "--root-directory",
            paramLabel = "FOLDER",
            defaultValue = "",
            description =
                    "Folder of the app, from the top of DIR; the whole repository stays at hand.")
    private String folder = "";

    String folder() {
        return folder;
    }
}
