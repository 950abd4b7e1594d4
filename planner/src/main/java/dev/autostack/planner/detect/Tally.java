package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.Evidence;
import java.util.ArrayList;
import java.util.List;

/** Collects evidence. The point values are the ones of docs/stacks.md. */
public final class Tally {
    /** A parsed lock or manifest that names the framework. */
    public static final int NAMED = 60;

    /** A manifest that names no framework. */
    public static final int MANIFEST = 40;

    /** The framework's own configuration file. */
    public static final int CONFIGURED = 25;

    /** An entry file that imports the framework. */
    public static final int IMPORTED = 20;

    /** Taken off a manifest that only builds assets for another language. */
    public static final int ONLY_ASSETS = -25;

    /** Taken off what lies below examples, tests, docs or vendored code. */
    public static final int ASIDE = -30;

    private final List<Evidence> evidence = new ArrayList<>();

    public Tally add(String file, String fact, int points) {
        evidence.add(new Evidence(file, fact, points));
        return this;
    }

    /**
     * Adds 1 to 10 points for the share of the language among the sources. A manifest of a language
     * that hardly any file is written in, and that names no framework, is a tool's.
     */
    public Tally addShare(SourceTree tree, String language, boolean framework) {
        double share = tree.share(language);
        if (share > 0) {
            int percent = (int) Math.round(share * 100);
            add(
                    "*",
                    percent + " % of the sources are " + language,
                    Math.max(1, (int) Math.round(share * 10)));
        }
        if (share < 0.04 && !framework && !tree.languages().isEmpty()) {
            add("*", "hardly any source is " + language, ONLY_ASSETS);
        }
        return this;
    }

    public boolean isEmpty() {
        return evidence.isEmpty();
    }

    public int points() {
        return evidence.stream().mapToInt(Evidence::points).sum();
    }

    public List<Evidence> evidence() {
        return List.copyOf(evidence);
    }
}
