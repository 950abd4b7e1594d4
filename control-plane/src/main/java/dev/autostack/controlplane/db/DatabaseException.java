package dev.autostack.controlplane.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Postgres refused or could not be reached. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;
    private final @Nullable String constraint;

    public DatabaseException(String action, SQLException cause) {
        super("Database: " + cause.getMessage() + " [" + action + "]", cause);
        SQLException root = cause.getNextException() == null ? cause : cause.getNextException();
        ServerErrorMessage message =
                root instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        this.sqlState = root.getSQLState();
        this.constraint = message == null ? null : message.getConstraint();
    }

    /** True when the named unique index, check or foreign key refused the write. */
    public boolean violates(String name) {
        return name.equals(constraint);
    }

    /**
     * True when no connection was to be had or it broke: classes 08 and 57 of SQLSTATE, and a pool
     * that ran dry.
     */
    public boolean unreachable() {
        return getCause() instanceof SQLTransientConnectionException
                || (sqlState != null && (sqlState.startsWith("08") || sqlState.startsWith("57P")));
    }

    /** True for this SQLSTATE, for example {@code AS002} of a stale fence. */
    public boolean hasState(String state) {
        return state.equals(sqlState);
    }

    /** Deadlock and serialization failure: the same transaction may succeed the next time. */
    boolean mayBeRepeated() {
        return hasState("40P01") || hasState("40001");
    }
}
