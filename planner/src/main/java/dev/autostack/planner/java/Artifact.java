package dev.autostack.planner.java;

import org.jspecify.annotations.Nullable;

/**
 * What a module's build leaves behind to be started.
 *
 * @param mainClass what the build file names, null when it names none or the kind needs none
 * @param libraries whether the program needs jars beside its own
 * @param sources folder of the sources that are looked through for a main class
 */
record Artifact(Kind kind, @Nullable String mainClass, boolean libraries, String sources) {
    enum Kind {
        /** Spring Boot's executable archive. */
        BOOT,
        /** A jar that {@code java -jar} starts, with all that it needs. */
        WHOLE,
        /** A jar with all that it needs, but nothing in it says what to start. */
        WHOLE_WITHOUT_MAIN,
        /** A jar with the project's own classes alone. */
        CLASSES,
        /** The application plug-in of Gradle: a launcher and a folder of jars. */
        INSTALLED,
        /** Plug-ins that are not in the tree may do all of that. */
        UNKNOWN
    }
}
