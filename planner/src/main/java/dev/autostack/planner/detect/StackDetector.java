package dev.autostack.planner.detect;

import java.util.List;

/**
 * Knows one language. Repeatable and without state: equal trees give equal answers. Never throws
 * because of what a tree holds.
 */
public interface StackDetector {

    /**
     * The ways in which the project directory can be read as this language, best first; empty when
     * nothing points to it. Looks at folders below only where the ecosystem itself does.
     */
    List<Candidate> detect(SourceTree tree);

    /** What this knows, in the order in which it decides. */
    Recognised recognised();
}
