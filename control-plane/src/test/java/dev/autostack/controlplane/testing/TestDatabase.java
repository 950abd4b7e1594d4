package dev.autostack.controlplane.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One real Postgres for the test JVM; each caller gets a fresh database in it. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    /** Lazy holder: starts Postgres at the first use, stops it with the JVM. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder()
                                .setServerConfig("fsync", "off")
                                .setServerConfig("max_connections", "200")
                                .start();
                Runtime.getRuntime()
                        .addShutdownHook(
                                new Thread(() -> {
                                    try {
                                        postgres.close();
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The datasource properties of a new, empty database and a data directory, for an application
     * context.
     */
    public static Map<String, Object> fresh() {
        String name = "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no test database", e);
        }
        return Map.of(
                "autostack.data-directory",
                dataDirectory(name).toString(),
                "datasources.default.url",
                Server.POSTGRES.getJdbcUrl("postgres", name),
                "datasources.default.username",
                "postgres",
                "datasources.default.password",
                "");
    }

    private static Path dataDirectory(String name) {
        try {
            Path directory = Files.createTempDirectory(name);
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
