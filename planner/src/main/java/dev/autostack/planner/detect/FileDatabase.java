package dev.autostack.planner.detect;

import dev.autostack.protocol.Detection.Warning;
import java.util.Collection;

/** A database in a file of the container: its data is gone with the container. */
public final class FileDatabase {
    private FileDatabase() {}

    /** True beside a database server: the file is then for development. */
    public static boolean isSpare(Collection<String> datastores) {
        return datastores.contains("postgres") || datastores.contains("mysql");
    }

    /** {@code place} is what shows it: a dependency, or a source file. */
    public static Warning warning(String place) {
        return new Warning(
                "data_not_kept",
                place
                        + " keeps data in an SQLite file. The files of a container are gone with it: at the next"
                        + " deployment, restart or change of scale.",
                "Keep the data in a database server, such as PostgreSQL, and give its address as a variable.");
    }
}
