package dev.autostack.standalone.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Postgres below {@code home}: programs, data, password and log. Listens on loopback only and
 * asks for a password made at the first start. {@link #start} is crash-only: a server that a killed
 * process left running is adopted, a half-made data folder is made again.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final String USER = "autostack";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /**
     * Postgres refuses to run as root; the unprivileged account every distribution has serves as
     * its user.
     */
    private static final String ACCOUNT_WHEN_ROOT = "nobody";

    private final Path home;
    private final Path programs;
    private final int port;
    private final String password;

    private PostgresServer(Path home, Path programs, int port, String password) {
        this.home = home;
        this.programs = programs;
        this.port = port;
        this.password = password;
    }

    /**
     * Makes, starts or adopts the server and waits until it answers.
     *
     * @param home an own folder; as root every folder above it must be open to other accounts
     * @throws IOException when it does not answer within a minute; the message names the log
     */
    public static PostgresServer start(Path home, int port) throws IOException {
        Files.createDirectories(home);
        Path programs = PostgresBinaries.unpack(home);
        var server = new PostgresServer(home, programs, port, password(home.resolve("password")));
        if (!server.answers()) {
            server.makeDataFolder();
            server.launch();
            server.await();
        } else {
            LOG.info("adopted the Postgres that already runs on port {}", port);
        }
        return server;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** Ends every session and stops the server: what is committed stays. */
    @Override
    public void close() {
        try {
            run(
                    List.of(
                            program("pg_ctl"),
                            "stop",
                            "-D",
                            data().toString(),
                            "-m",
                            "fast",
                            "-t",
                            "30"),
                    40);
        } catch (IOException e) {
            LOG.warn(
                    "Postgres did not stop cleanly; it recovers at the next start: {}",
                    e.getMessage());
        }
    }

    private void makeDataFolder() throws IOException {
        if (Files.exists(data().resolve("PG_VERSION"))) {
            return;
        }
        Path fresh = home.resolve("data-new");
        deleteTree(fresh);
        Files.createDirectory(fresh);
        Path passwordFile = home.resolve("password-new");
        Files.writeString(passwordFile, password + "\n");
        giveAway(fresh);
        giveAway(passwordFile);
        try {
            run(
                    List.of(
                            program("initdb"),
                            "-D",
                            fresh.toString(),
                            "-U",
                            USER,
                            "-E",
                            "UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile),
                    120);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Settings of a small machine: about 60 MB for the server and its helpers when idle. */
    private void launch() throws IOException {
        Path log = home.resolve("log");
        Files.createDirectories(log);
        giveAway(log);
        var command = new ArrayList<String>(List.of(program("postgres"), "-D", data().toString()));
        List<String> settings =
                List.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + port,
                        "unix_socket_directories=",
                        "max_connections=60",
                        "shared_buffers=48MB",
                        "max_wal_size=512MB",
                        "io_method=sync",
                        "jit=off",
                        "huge_pages=off",
                        "max_parallel_workers=0",
                        "max_logical_replication_workers=0",
                        "logging_collector=on",
                        "log_directory=" + log,
                        "log_filename=postgres-%a.log",
                        "log_rotation_age=1d",
                        "log_truncate_on_rotation=on",
                        "log_min_messages=warning");
        for (String setting : settings) {
            command.add("-c");
            command.add(setting);
        }
        var starter = new ProcessBuilder(asUnprivileged(command));
        starter.directory(home.toFile());
        starter.redirectErrorStream(true);
        starter.redirectOutput(home.resolve("start.log").toFile());
        starter.start();
    }

    private void await() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (answers()) {
                return;
            }
            pause();
        }
        throw new IOException(
                "Postgres did not answer on port " + port + "; see " + home.resolve("start.log"));
    }

    private boolean answers() {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), properties)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<String> command, int seconds) throws IOException {
        Path output = Files.createTempFile("postgres-", ".out");
        try {
            Process process =
                    new ProcessBuilder(asUnprivileged(command))
                            .directory(home.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " took longer than " + seconds + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        command.getFirst()
                                + " failed: "
                                + Files.readString(output, StandardCharsets.UTF_8).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.getFirst(), e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static List<String> asUnprivileged(List<String> command) throws IOException {
        Optional<UserPrincipal> account = accountWhenRoot();
        if (account.isEmpty()) {
            return command;
        }
        var full =
                new ArrayList<String>(
                        List.of(
                                "setpriv",
                                "--reuid=" + ACCOUNT_WHEN_ROOT,
                                "--clear-groups",
                                "--no-new-privs",
                                "--"));
        full.addAll(command);
        return full;
    }

    private static Optional<UserPrincipal> accountWhenRoot() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.empty();
        }
        return Optional.of(
                Path.of("/")
                        .getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(ACCOUNT_WHEN_ROOT));
    }

    private static void giveAway(Path path) throws IOException {
        Files.setPosixFilePermissions(
                path,
                PosixFilePermissions.fromString(
                        Files.isDirectory(path) ? "rwx------" : "rw-------"));
        Optional<UserPrincipal> account = accountWhenRoot();
        if (account.isPresent()) {
            Files.setOwner(path, account.get());
        }
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        String fresh = HexFormat.of().formatHex(bytes);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, fresh);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return fresh;
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(root, new FileVisitOption[0])) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Path data() {
        return home.resolve("data");
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /**
     * The process id in the server's own lock file; null when none runs. For tests that kill it.
     */
    @Nullable Long pid() throws IOException {
        Path lock = data().resolve("postmaster.pid");
        return Files.exists(lock)
                ? Long.valueOf(Files.readAllLines(lock).getFirst().strip())
                : null;
    }
}
