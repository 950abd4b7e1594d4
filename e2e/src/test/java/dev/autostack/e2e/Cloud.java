package dev.autostack.e2e;

import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A whole AutoStack on this machine, each process on its own so that a scenario may kill it:
 * control plane, worker, agent, edge; a Postgres, a registry and a Git daemon beside them. A
 * failing scenario keeps the folder with logs and data.
 */
final class Cloud {
    private final Path folder;
    private final int port = freePort();
    private final int edgePort = freePort();
    private final int edgeAdminPort = freePort();
    private final int registryPort = freePort();
    private final int gitPort = freePort();
    private final Gates gates;
    private final Doorbell doorbell = Doorbell.hang();
    private final PostgresServer postgres;
    private final String registry;
    private final RunningProcess gitDaemon;
    private final Operator operator;
    private final RunningProcess controlPlane;
    private final RunningProcess worker;
    private final RunningProcess secondWorker;
    private final RunningProcess agent;
    private final RunningProcess edge;
    private boolean keepFolder;

    private Cloud(Path folder, Path engineSocket, Map<String, String> settings) throws Exception {
        this.folder = folder;
        this.gates = Gates.open(gitPort, registryPort, port, engineSocket);
        this.postgres = PostgresServer.start(folder.resolve("postgres"), freePort());
        this.registry = startRegistry();
        this.gitDaemon = gitDaemon();
        this.controlPlane = controlPlane(settings);
        controlPlane.start();
        awaitHealthy();
        this.operator = Operator.enter(this);
        this.worker = worker("worker", operator.enrolmentToken(EnrolmentKind.WORKER));
        this.secondWorker = worker("worker-2", operator.enrolmentToken(EnrolmentKind.WORKER));
        this.agent = agent(operator.enrolmentToken(EnrolmentKind.AGENT));
        this.edge = edge(operator.enrolmentToken(EnrolmentKind.EDGE));
    }

    static Cloud start() throws Exception {
        return startWith(Map.of());
    }

    /** The same with further settings of the control plane. */
    static Cloud startWith(Map<String, String> settings) throws Exception {
        return start(Path.of("/var/run/docker.sock"), settings);
    }

    /** The same with another engine for the apps. */
    static Cloud startOn(Path engineSocket) throws Exception {
        return start(engineSocket, Map.of());
    }

    private static Cloud start(Path engineSocket, Map<String, String> settings) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "autostack-e2e-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var cloud = new Cloud(folder, engineSocket, settings);
        cloud.worker.start();
        cloud.agent.start();
        cloud.edge.start();
        return cloud;
    }

    Operator operator() {
        return operator;
    }

    RunningProcess process(Part part) {
        return switch (part) {
            case CONTROL_PLANE -> controlPlane;
            case WORKER -> worker;
            case AGENT -> agent;
            case EDGE -> edge;
        };
    }

    /** Of control plane, worker, agent and edge, as far as they run. */
    Set<Long> pids() {
        return Stream.of(controlPlane, worker, agent, edge)
                .filter(RunningProcess::isAlive)
                .map(RunningProcess::pid)
                .collect(Collectors.toSet());
    }

    /** Not started. */
    RunningProcess secondWorker() {
        return secondWorker;
    }

    Gates gates() {
        return gates;
    }

    Doorbell doorbell() {
        return doorbell;
    }

    Path folder() {
        return folder;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    URI edgeUrl() {
        return URI.create("http://127.0.0.1:" + edgePort);
    }

    String gitUrl(String repository) {
        return "git://127.0.0.1:" + gates.git().port() + "/" + repository;
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    Rows rows() {
        return new Rows(this);
    }

    void awaitHealthy() {
        HttpClient client = HttpClient.newHttpClient();
        Awaitility.await("control plane")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() ->
                        client.send(
                                                HttpRequest.newBuilder(url().resolve("/health"))
                                                        .timeout(Duration.ofSeconds(2))
                                                        .build(),
                                                HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                == 200);
    }

    /** Keeps logs and data for whoever looks why a scenario failed. */
    void keepFolder() {
        keepFolder = true;
    }

    /** Ends every process and removes what was made. */
    void close() throws Exception {
        // Asked, not killed: only the worker itself takes down the engines it has set up.
        worker.stop();
        secondWorker.stop();
        List<String> containers = containers();
        List<String> networks = networks();
        for (RunningProcess process : List.of(agent, edge, controlPlane, gitDaemon)) {
            process.kill();
        }
        postgres.close();
        gates.close();
        doorbell.close();
        remove(List.of("docker", "rm", "-f", "-v"), containers);
        remove(List.of("docker", "rm", "-f", "-v"), List.of(registry));
        remove(List.of("docker", "network", "rm"), networks);
        remove(List.of("docker", "rmi", "-f"), images());
        if (!keepFolder) {
            run("rm", "-rf", "--one-file-system", folder.toString());
        }
    }

    private static void remove(List<String> command, List<String> names) throws Exception {
        if (!names.isEmpty()) {
            run(Stream.concat(command.stream(), names.stream()).toArray(String[]::new));
        }
    }

    private List<String> images() throws Exception {
        String prefix = "127.0.0.1:" + gates.registry().port() + "/";
        return run("docker", "images", "--digests", "--format", "{{.Repository}}@{{.Digest}}")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    /** Ids of the containers that the agent of this cloud owns. */
    List<String> containers() throws Exception {
        String output =
                run("docker", "ps", "-aq", "--filter", "label=dev.autostack.agent=" + agentId());
        return output.lines().filter(line -> !line.isBlank()).toList();
    }

    List<String> networks() throws Exception {
        String output =
                run(
                        "docker",
                        "network",
                        "ls",
                        "-q",
                        "--filter",
                        "label=dev.autostack.agent=" + agentId());
        return output.lines().filter(line -> !line.isBlank()).toList();
    }

    String agentId() throws SQLException {
        try (Connection connection = database();
                var rows =
                        connection.createStatement().executeQuery("select id from agent limit 1")) {
            return rows.next() ? rows.getString(1) : "none";
        }
    }

    private String startRegistry() throws Exception {
        String name = "autostack-e2e-registry-" + registryPort;
        run(
                "docker",
                "run",
                "-d",
                "--name",
                name,
                "-p",
                "127.0.0.1:" + registryPort + ":5000",
                "-e",
                "REGISTRY_STORAGE_DELETE_ENABLED=true",
                "registry:2");
        return name;
    }

    private RunningProcess gitDaemon() throws IOException, InterruptedException {
        // Not "git daemon", which starts the daemon as a child that would outlive it.
        Path program = Path.of(run("git", "--exec-path").strip(), "git-daemon");
        Path repositories = Files.createDirectories(folder.resolve("git"));
        var daemon =
                new RunningProcess(
                        "git",
                        List.of(
                                program.toString(),
                                "--reuseaddr",
                                "--listen=127.0.0.1",
                                "--port=" + gitPort,
                                "--base-path=" + repositories,
                                "--export-all",
                                "--informative-errors",
                                repositories.toString()),
                        Map.of(),
                        folder.resolve("git.log"));
        daemon.start();
        return daemon;
    }

    private RunningProcess controlPlane(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("AUTOSTACK_DATABASE_URL", postgres.jdbcUrl());
        environment.put("AUTOSTACK_DATABASE_USER", postgres.user());
        environment.put("AUTOSTACK_DATABASE_PASSWORD", postgres.password());
        environment.put("AUTOSTACK_DATA_DIRECTORY", folder.resolve("control-plane").toString());
        environment.put("AUTOSTACK_REGISTRY_ADDRESS", "127.0.0.1:" + gates.registry().port());
        environment.put("AUTOSTACK_EDGE_ENTRANCE", "http://127.0.0.1:" + edgePort);
        environment.put("AUTOSTACK_PUBLIC_URL", url().toString());
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        environment.put("DATASOURCES_DEFAULT_MAXIMUM_POOL_SIZE", "16");
        return RunningProcess.java(
                "control-plane",
                "dev.autostack.controlplane.ControlPlane",
                List.of(),
                environment,
                folder);
    }

    private RunningProcess worker(String name, String token) {
        return RunningProcess.java(
                name,
                "dev.autostack.worker.Main",
                List.of(),
                Map.of(
                        "AUTOSTACK_CONTROL_PLANE",
                        "http://127.0.0.1:" + gates.workerLink().port(),
                        "AUTOSTACK_WORKER_DATA",
                        folder.resolve(name).toString(),
                        "AUTOSTACK_WORKER_NAME",
                        name,
                        "AUTOSTACK_WORKER_TOKEN",
                        token,
                        "AUTOSTACK_ALLOWED_PRIVATE_HOSTS",
                        "127.0.0.1",
                        // Steps of Dockerfiles ring the doorbell at the gateway of their network.
                        "AUTOSTACK_BUILD_ALLOWED_NETWORKS",
                        "198.18.0.0/15"),
                folder);
    }

    private RunningProcess agent(String token) {
        return RunningProcess.java(
                "agent",
                "dev.autostack.agent.Main",
                List.of(),
                Map.of(
                        "AUTOSTACK_CONTROL_PLANE",
                        url().toString(),
                        "DOCKER_HOST",
                        "tcp://127.0.0.1:" + gates.engine().port(),
                        "AUTOSTACK_AGENT_DATA",
                        folder.resolve("agent").toString(),
                        "AUTOSTACK_AGENT_NAME",
                        "agent-1",
                        "AUTOSTACK_ENROLMENT_TOKEN",
                        token),
                folder);
    }

    private RunningProcess edge(String token) {
        return RunningProcess.java(
                "edge",
                "dev.autostack.edge.EdgeMain",
                List.of(),
                Map.of(
                        "AUTOSTACK_EDGE_CONTROL_PLANE_URL",
                        "http://127.0.0.1:" + gates.edgeLink().port(),
                        "AUTOSTACK_EDGE_DATA_DIR",
                        folder.resolve("edge").toString(),
                        "AUTOSTACK_EDGE_NAME",
                        "edge-1",
                        "AUTOSTACK_EDGE_TOKEN",
                        token,
                        "AUTOSTACK_EDGE_HTTP_HOST",
                        "127.0.0.1",
                        "AUTOSTACK_EDGE_HTTP_PORT",
                        Integer.toString(edgePort),
                        "AUTOSTACK_EDGE_ADMIN_PORT",
                        Integer.toString(edgeAdminPort)),
                folder);
    }

    /** Runs a program of the machine and returns what it printed; fails when it takes a minute. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " took more than a minute");
        }
        return output;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
