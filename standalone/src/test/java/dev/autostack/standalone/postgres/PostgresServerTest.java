package dev.autostack.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    private Path home;
    private int port;

    @BeforeEach
    void makeHome() throws IOException {
        // Not @TempDir: its folders are closed to the account that Postgres runs as under root.
        home = Files.createTempDirectory("autostack-postgres-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void removeHome() throws IOException {
        try (var paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Test
    void whatIsCommittedSurvivesAKillOfTheServerAndARestart() throws Exception {
        try (PostgresServer server = PostgresServer.start(home, port)) {
            execute(server, "create table kept (n int)");
            execute(server, "insert into kept values (42)");
            Long pid = server.pid();
            assertThat(pid).isNotNull();
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
        }
        try (PostgresServer server = PostgresServer.start(home, port);
                Connection connection = connect(server, server.password());
                var rows = connection.createStatement().executeQuery("select n from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void aServerLeftRunningIsAdopted() throws Exception {
        try (PostgresServer first = PostgresServer.start(home, port)) {
            PostgresServer second = PostgresServer.start(home, port);

            assertThat(second.pid()).isEqualTo(first.pid());
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws Exception {
        try (PostgresServer server = PostgresServer.start(home, port)) {
            assertThatThrownBy(() -> connect(server, "postgres"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(home.resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server, server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(PostgresServer server, String password) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), password);
    }
}
