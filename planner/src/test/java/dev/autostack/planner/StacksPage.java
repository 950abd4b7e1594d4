package dev.autostack.planner;

import dev.autostack.planner.detect.Recognised;
import dev.autostack.planner.detect.StackDetector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of docs/stacks.md, from what the detectors know. */
final class StacksPage {
    private static final String HEAD =
            """
            # What is recognised

            Made from the code by `StacksPageTest` (`-Dgolden.update=true` writes it anew); do not edit it.

            Every detector reads the project directory and gives its evidence in points; the highest sum wins, and a second within 15 points is
            shown as another possible answer. A framework that a manifest names counts 60, a manifest alone 40, the framework's configuration 25, an
            entry file that imports it 20, the share of the language among the sources 1 to 10. A manifest that only builds assets for another
            language loses 25, what lies below examples, tests and docs 30. Files are parsed, never searched for words.

            Above all languages stand, in this order: the settings of the project, `autostack.yaml`, a Dockerfile that runs no development server
            (it is built as it is; a Lambda base image is recognised in it), and a compose file when no language is sure. A stack that is not listed
            is reported as `unsupported` with its language.

            Functions that a file of the Serverless Framework or of AWS SAM describes, or a file that only exports a handler, become an image of
            Lambda's base for Node.js, Python or Ruby, run with its emulator; of several, one that gets web requests. Sources that serve requests
            by themselves stay a web app, whatever wraps them for Lambda.

            A member of a workspace is built from the top of its repository. npm, pnpm 8 and later, Yarn 4 and Bun 1.2 and later install what that
            member needs, with the members that it imports from and the tools at the top; Yarn does not check its lock file then, so that is done
            here, and one that is out of step makes it install the whole workspace, which says so. The members whose entry files only their build
            makes are built before it. The image holds no development dependencies (but with Bun) and, unless a path leads there, no sources of
            members that the project does not need.
            Cargo, Go, Maven and Gradle build one program or module of the top with what it needs of the others.

            The port is the one that the project names (setting, Procfile, flag, configuration, literal in the sources), else the one below.
            """;

    private StacksPage() {}

    static String text() {
        Map<String, String> sections = new LinkedHashMap<>();
        for (StackDetector detector : Candidates.DETECTORS) {
            Recognised known = detector.recognised();
            if (!known.stack().equals("unsupported")) {
                sections.merge(known.stack(), section(known), String::concat);
            }
        }
        StringBuilder page = new StringBuilder(HEAD);
        sections.forEach(
                (stack, text) -> page.append("\n## ").append(stack).append('\n').append(text));
        return page.toString();
    }

    private static String section(Recognised known) {
        StringBuilder out = new StringBuilder();
        out.append("Found by: ").append(codes(known.manifests())).append(".\n");
        if (!known.versions().isEmpty()) {
            out.append("\nVersion, highest first: the setting, ")
                    .append(codes(known.versions()))
                    .append(", else the default.\n");
        }
        if (!known.frameworks().isEmpty()) {
            out.append("\n| Framework | Any of | Port |\n|---|---|---|\n");
            for (Recognised.Framework framework : known.frameworks()) {
                out.append("| ")
                        .append(framework.id())
                        .append(" | ")
                        .append(codes(framework.evidence()))
                        .append(" | ")
                        .append(framework.port() == null ? "-" : framework.port().toString())
                        .append(" |\n");
            }
        }
        return out.toString();
    }

    private static String codes(List<String> texts) {
        return "`" + String.join("`, `", texts) + "`";
    }
}
