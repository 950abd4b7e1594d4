package dev.autostack.controlplane.db;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result. The plain getters are for columns that are never null and throw on
 * one that is; the others end in {@code OrNull}.
 */
public final class Row {
    private final ResultSet result;
    private final ObjectMapper json;

    Row(ResultSet result, ObjectMapper json) {
        this.result = result;
        this.json = json;
    }

    public UUID uuid(String column) throws SQLException {
        return present(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) throws SQLException {
        return result.getObject(column, UUID.class);
    }

    public String text(String column) throws SQLException {
        return present(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return result.getString(column);
    }

    public int integer(String column) throws SQLException {
        return present(column, integerOrNull(column));
    }

    public @Nullable Integer integerOrNull(String column) throws SQLException {
        int value = result.getInt(column);
        return result.wasNull() ? null : value;
    }

    public long number(String column) throws SQLException {
        return present(column, numberOrNull(column));
    }

    public @Nullable Long numberOrNull(String column) throws SQLException {
        long value = result.getLong(column);
        return result.wasNull() ? null : value;
    }

    public double decimal(String column) throws SQLException {
        double value = result.getDouble(column);
        return present(column, result.wasNull() ? null : value);
    }

    public boolean flag(String column) throws SQLException {
        boolean value = result.getBoolean(column);
        return present(column, result.wasNull() ? null : value);
    }

    public Instant instant(String column) throws SQLException {
        return present(column, instantOrNull(column));
    }

    public @Nullable Instant instantOrNull(String column) throws SQLException {
        OffsetDateTime value = result.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    public byte[] bytes(String column) throws SQLException {
        return present(column, bytesOrNull(column));
    }

    public byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return result.getBytes(column);
    }

    public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
        return Enum.valueOf(type, text(column));
    }

    public <E extends Enum<E>> @Nullable E constantOrNull(String column, Class<E> type)
            throws SQLException {
        String name = textOrNull(column);
        return name == null ? null : Enum.valueOf(type, name);
    }

    public List<String> texts(String column) throws SQLException {
        return Arrays.asList((String[]) result.getArray(column).getArray());
    }

    public <T> T json(String column, Class<T> type) throws SQLException {
        return present(column, jsonOrNull(column, type));
    }

    public <T> @Nullable T jsonOrNull(String column, Class<T> type) throws SQLException {
        return jsonOrNull(column, Argument.of(type));
    }

    public <T> @Nullable T jsonOrNull(String column, Argument<T> type) throws SQLException {
        String text = result.getString(column);
        if (text == null) {
            return null;
        }
        try {
            return json.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException("column " + column, e);
        }
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }
}
