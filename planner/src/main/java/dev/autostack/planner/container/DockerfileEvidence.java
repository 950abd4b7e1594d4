package dev.autostack.planner.container;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.Tally;
import dev.autostack.protocol.Detection.Evidence;
import java.util.List;
import java.util.Map;

/**
 * Why a Dockerfile is believed to give a running app, sentence by sentence: the image it stands on,
 * its stages, what it starts, where it listens and how it says that it is well.
 */
public final class DockerfileEvidence {
    private static final int STARTS = 40;
    private static final int LISTENS = 15;
    private static final int CHECKS_HEALTH = 10;
    private static final int SHOWN = 60;

    private DockerfileEvidence() {}

    public static List<Evidence> of(OwnDockerfile own, SourceTree tree) {
        Tally tally = new Tally();
        base(own, tally);
        start(own, tree, tally);
        Integer port = own.exposedPort();
        if (port != null) {
            tally.add(own.path(), "exposes port " + port, LISTENS);
        } else if (own.port() != null) {
            tally.add(own.path(), "sets PORT to " + own.port(), LISTENS);
        }
        String health = own.healthPath();
        if (health != null) {
            tally.add(own.path(), "checks its health at " + health, CHECKS_HEALTH);
        } else if (own.checksHealth()) {
            tally.add(own.path(), "checks its health by a command", CHECKS_HEALTH);
        }
        return tally.evidence();
    }

    private static void base(OwnDockerfile own, Tally tally) {
        Dockerfile file = own.dockerfile();
        String image = file.externalImage(own.stage(), Map.of());
        String stands =
                image == null
                        ? "stands on " + own.stage().base() + ", an argument without a value"
                        : "stands on " + image;
        tally.add(own.path(), stands, image == null ? 20 : Tally.MANIFEST);
        int stages = file.stages().size();
        if (stages > 1) {
            String name = own.stage().name();
            tally.add(
                    own.path(),
                    "has "
                            + stages
                            + " stages, of which "
                            + (name == null ? "number " + (own.stage().index() + 1) : name)
                            + " is shipped",
                    5);
        }
    }

    private static void start(OwnDockerfile own, SourceTree tree, Tally tally) {
        String start = own.start();
        String unfit = own.unfit(tree);
        if (own.runsNothing()) {
            tally.add(own.path(), "says nothing of what it would start", Tally.ASIDE);
        } else if (unfit != null) {
            String what = start == null ? unfit : unfit + ": " + cut(start);
            tally.add(own.path(), what, Tally.ASIDE);
        } else if (start == null) {
            tally.add(own.path(), "leaves the start to the image it stands on", 10);
        } else {
            tally.add(own.path(), "starts " + cut(start), STARTS);
        }
    }

    /** What keeps the Dockerfile from being built, as a reading of little weight. */
    public static List<Evidence> broken(String path, String problem) {
        return new Tally()
                .add(path, "is a Dockerfile that cannot be built: " + problem, 10)
                .evidence();
    }

    private static String cut(String command) {
        String line = command.replaceAll("\\s+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
