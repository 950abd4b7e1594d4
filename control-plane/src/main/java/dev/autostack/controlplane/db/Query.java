package dev.autostack.controlplane.db;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** A statement with its values, not yet run. */
public final class Query {
    private final Database database;
    private final String text;
    private final @Nullable Object[] values;

    Query(Database database, String text, @Nullable Object[] values) {
        this.database = database;
        this.text = text;
        this.values = values;
    }

    /** Every row; also for {@code insert ... returning}. */
    public <T> List<T> list(RowReader<T> reader) {
        return database.withConnection(
                text,
                connection -> {
                    try (PreparedStatement statement = prepare(connection);
                            ResultSet result = statement.executeQuery()) {
                        Row row = new Row(result, database.json());
                        List<T> rows = new ArrayList<>();
                        while (result.next()) {
                            rows.add(reader.read(row));
                        }
                        return rows;
                    }
                });
    }

    /** The first row, when there is one. */
    public <T> Optional<T> first(RowReader<T> reader) {
        return list(reader).stream().findFirst();
    }

    /** The only row; a statement that must have one. */
    public <T> T one(RowReader<T> reader) {
        List<T> rows = list(reader);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows instead of one: " + text);
        }
        return rows.getFirst();
    }

    /** True when there is a row. */
    public boolean exists() {
        return !list(row -> true).isEmpty();
    }

    /** The number of rows changed. */
    public int update() {
        return database.withConnection(
                text,
                connection -> {
                    try (PreparedStatement statement = prepare(connection)) {
                        return statement.executeUpdate();
                    }
                });
    }

    /** Runs a statement whose answer does not matter, such as a function call. */
    public void run() {
        database.withConnection(
                text,
                connection -> {
                    try (PreparedStatement statement = prepare(connection)) {
                        return statement.execute();
                    }
                });
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        bind(connection, statement, values);
        return statement;
    }

    static void bind(Connection connection, PreparedStatement statement, @Nullable Object[] values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            bind(connection, statement, i + 1, values[i]);
        }
    }

    private static void bind(
            Connection connection, PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.NULL);
            case Instant instant -> statement.setObject(at, instant.atOffset(ZoneOffset.UTC));
            case Enum<?> constant -> statement.setString(at, constant.name());
            case byte[] bytes -> statement.setBytes(at, bytes);
            case Jsonb json -> statement.setObject(at, jsonb(json));
            case Collection<?> many -> statement.setArray(at, array(connection, many));
            default -> statement.setObject(at, value);
        }
    }

    private static PGobject jsonb(Jsonb json) throws SQLException {
        PGobject object = new PGobject();
        object.setType("jsonb");
        object.setValue(json.text());
        return object;
    }

    private static Array array(Connection connection, Collection<?> many) throws SQLException {
        boolean ids = many.stream().allMatch(UUID.class::isInstance) && !many.isEmpty();
        boolean numbers = many.stream().allMatch(Long.class::isInstance) && !many.isEmpty();
        Object[] elements = many.stream().map(e -> e instanceof Enum<?> c ? c.name() : e).toArray();
        return connection.createArrayOf(ids ? "uuid" : numbers ? "bigint" : "text", elements);
    }
}
