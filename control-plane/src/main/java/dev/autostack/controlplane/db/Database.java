package dev.autostack.controlplane.db;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The only way to Postgres. A statement runs in the transaction of the calling thread when there is
 * one, else alone. Transactions are bound to a {@link ScopedValue}: they end with the block, are
 * never inherited by another thread, and an inner block joins the outer one.
 *
 * <p>Parameters: text, numbers, booleans, UUID, {@link java.time.Instant}, enums (by name), byte
 * arrays, collections of text or UUID (as arrays), {@link Jsonb} and null.
 */
@Singleton
public final class Database {
    private static final int ATTEMPTS = 5;
    private static final ScopedValue<Transaction> CURRENT = ScopedValue.newInstance();

    private final DataSource dataSource;
    private final ObjectMapper json;

    Database(DataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** A statement with {@code ?} for each value. */
    public Query sql(String text, @Nullable Object... values) {
        return new Query(this, text, values);
    }

    /** A value for a jsonb column, written by Serde. */
    public Jsonb json(Object value) {
        try {
            return new Jsonb(json.writeValueAsString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Commits when {@code work} returns, rolls back when it throws. After a deadlock the outermost
     * block is run again, so {@code work} has no effect outside of the database.
     */
    public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
        if (CURRENT.isBound()) {
            return work.get();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (DatabaseException e) {
                if (attempt == ATTEMPTS || !e.mayBeRepeated()) {
                    throw e;
                }
            }
        }
    }

    private <T extends @Nullable Object> T once(Supplier<T> work) {
        T result;
        List<Runnable> afterCommit = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                result =
                        ScopedValue.where(CURRENT, new Transaction(connection, afterCommit))
                                .call(work::get);
                connection.commit();
            } catch (Throwable failure) {
                rollBack(connection, failure);
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new DatabaseException("transaction", e);
        }
        afterCommit.forEach(Runnable::run);
        return result;
    }

    /** As {@link #inTransaction} for work without a result. */
    public void doInTransaction(Runnable work) {
        this.<@Nullable Void>inTransaction(() -> {
            work.run();
            return null;
        });
    }

    /**
     * Runs {@code effect} once the transaction of the calling thread is durable, at once when there
     * is none, never when it rolls back. For hints in this process only.
     */
    public void afterCommit(Runnable effect) {
        if (CURRENT.isBound()) {
            CURRENT.get().afterCommit().add(effect);
        } else {
            effect.run();
        }
    }

    /** One statement, many rows of values; returns the sum of changed rows. */
    public int batch(String text, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        return withConnection(
                text,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(text)) {
                        for (@Nullable Object[] row : rows) {
                            Query.bind(connection, statement, row);
                            statement.addBatch();
                        }
                        int changed = 0;
                        for (int count : statement.executeBatch()) {
                            changed += Math.max(count, 0);
                        }
                        return changed;
                    }
                });
    }

    <T extends @Nullable Object> T withConnection(String what, SqlWork<T> work) {
        try {
            if (CURRENT.isBound()) {
                return work.apply(CURRENT.get().connection());
            }
            try (Connection connection = dataSource.getConnection()) {
                return work.apply(connection);
            }
        } catch (SQLException e) {
            throw new DatabaseException(what, e);
        }
    }

    ObjectMapper json() {
        return json;
    }

    /** A connection of its own beside the pool, for long waits; the caller closes it. */
    Connection open() throws SQLException {
        HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
        return DriverManager.getConnection(
                pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    interface SqlWork<T extends @Nullable Object> {
        T apply(Connection connection) throws SQLException;
    }

    private record Transaction(Connection connection, List<Runnable> afterCommit) {}
}
