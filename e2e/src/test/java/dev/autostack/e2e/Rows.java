package dev.autostack.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the database of a cloud holds, for what the API does not tell. */
final class Rows {
    private final Cloud cloud;

    Rows(Cloud cloud) {
        this.cloud = cloud;
    }

    /** The first column of each row as text. */
    List<String> texts(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = cloud.database();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                statement.setObject(i + 1, value instanceof String text ? uuid(text) : value);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    /** Whether the question has any row for an answer. */
    boolean any(String sql, @Nullable Object... values) throws SQLException {
        return !texts(sql, values).isEmpty();
    }

    /**
     * Every cell of every table as text, by {@code table.column}; bytes as what of them is ASCII.
     */
    Map<String, List<String>> everything() throws SQLException {
        Map<String, List<String>> found = new TreeMap<>();
        for (String column :
                texts(
                        "select table_name || ' ' || column_name || ' ' || data_type from information_schema.columns where table_schema = 'public'")) {
            String[] words = column.split(" ", 3);
            String text = words[2].equals("bytea") ? "encode(%s, 'escape')" : "%s::text";
            String name = '"' + words[1] + '"';
            found.put(
                    words[0] + "." + words[1],
                    texts(
                            "select %s from \"%s\" where %s is not null"
                                    .formatted(text.formatted(name), words[0], name)));
        }
        return found;
    }

    private static Object uuid(String text) {
        return text.length() == 36 && text.charAt(8) == '-' ? UUID.fromString(text) : text;
    }
}
