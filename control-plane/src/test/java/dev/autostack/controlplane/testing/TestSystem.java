package dev.autostack.controlplane.testing;

import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.agent.LocalHost;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.project.ProjectSettings;
import dev.autostack.controlplane.worker.Enrolments;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A control plane on a real port with a real database, and a simulated worker, agent and edge
 * around it. The control plane may be killed and started again on the same database.
 */
public final class TestSystem implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Set<String> ENDED =
            Set.of("LIVE", "RETIRED", "FAILED", "CANCELLED", "SUPERSEDED");

    private final Map<String, Object> properties;
    private final SimulatedEdge edge;
    private volatile @Nullable EmbeddedServer server;
    private final SimulatedWorker worker;
    private final SimulatedAgent agent;
    private final Wire anyone = new Wire(this::address, null);
    private final Wire operator;
    private final UUID host;
    private final UUID team;
    private int projects;

    public TestSystem() {
        this(Map.of());
    }

    /** With these settings beside the defaults, which are made for quick tests. */
    public TestSystem(Map<String, Object> settings) {
        edge = new SimulatedEdge(Clock.systemUTC());
        properties = new HashMap<>(TestDatabase.fresh());
        properties.put("micronaut.server.port", -1);
        properties.put("autostack.edge.entrance", edge.entrance().toString());
        properties.put("autostack.rollout.sweep", "200ms");
        properties.put("autostack.queue.sweep", "200ms");
        properties.put("autostack.signals.poll", "200ms");
        properties.putAll(settings);
        startControlPlane();
        operator = anyone.as(bean(LocalOperator.class).issueKey());
        team = bean(LocalOperator.class).team();
        host = bean(LocalHost.class).id();
        worker = new SimulatedWorker(enrol(EnrolmentKind.WORKER), Clock.systemUTC());
        agent = new SimulatedAgent(enrol(EnrolmentKind.AGENT), Clock.systemUTC());
        edge.start(enrol(EnrolmentKind.EDGE));
        agent.start();
    }

    /** A wire with the credential of a newly enrolled machine. */
    public Wire enrol(EnrolmentKind kind) {
        Enrolments.Issued issued = bean(Enrolments.class).issue(kind, null, host);
        EnrolmentGrant grant =
                anyone.post(
                                "/api/enrolments/redeem",
                                new EnrolmentRequest(issued.token(), kind, "test", "1.0"),
                                EnrolmentGrant.class)
                        .orElseThrow();
        return anyone.as(grant.credential());
    }

    public <T> T bean(Class<T> type) {
        return running().getApplicationContext().getBean(type);
    }

    private EmbeddedServer running() {
        return Objects.requireNonNull(server, "the control plane is down");
    }

    public URI address() {
        EmbeddedServer current = server;
        return current == null ? URI.create("http://127.0.0.1:1") : current.getURI();
    }

    public void startControlPlane() {
        server = ApplicationContext.run(EmbeddedServer.class, properties);
    }

    /** A second control plane on the same database, with a port of its own. */
    public EmbeddedServer anotherControlPlane() {
        return ApplicationContext.run(EmbeddedServer.class, properties);
    }

    /** As abruptly as one process allows: its connections are cut first, so nothing commits. */
    public void killControlPlane() {
        EmbeddedServer current = running();
        server = null;
        DataSource source = current.getApplicationContext().getBean(DataSource.class);
        if (source instanceof AutoCloseable pool) {
            try {
                pool.close();
            } catch (Exception e) {
                throw new IllegalStateException("the pool does not close", e);
            }
        }
        current.close();
    }

    public SimulatedWorker worker() {
        return worker;
    }

    public SimulatedAgent agent() {
        return agent;
    }

    public SimulatedEdge edge() {
        return edge;
    }

    public Wire operator() {
        return operator;
    }

    public UUID host() {
        return host;
    }

    /** A project with one environment and its route. */
    public record App(UUID project, UUID environment, UUID route, String host) {}

    public App app() {
        return app(ProjectSettings.standard());
    }

    public App app(ProjectSettings settings) {
        projects++;
        String name = "app-" + (char) ('a' + projects / 26) + (char) ('a' + projects % 26);
        App app =
                new App(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        name + ".localhost");
        Database database = bean(Database.class);
        database.sql(
                        "insert into project (id, team_id, name, git_url, branch, settings) values (?, ?, ?, ?, 'main', ?)",
                        app.project(),
                        team,
                        name,
                        "https://example.org/" + name + ".git",
                        database.json(settings))
                .update();
        database.sql(
                        "insert into environment (id, project_id, host_id, name, kind) values (?, ?, ?, 'production', 'PRODUCTION')",
                        app.environment(),
                        app.project(),
                        host)
                .update();
        database.sql(
                        "insert into route (id, project_id, environment_id, host_id, host_name) values (?, ?, ?, ?, ?)",
                        app.route(),
                        app.project(),
                        app.environment(),
                        host,
                        app.host())
                .update();
        return app;
    }

    /** Orders a deployment and returns its id. */
    public UUID deploy(App app) {
        return operator.object(
                        "POST",
                        "/api/deployments",
                        Map.of("projectId", app.project().toString()),
                        Map.of())
                .uuid("id");
    }

    /** Calls {@code /api/deployments/{id}/{action}} and returns the id of the answer. */
    public UUID act(UUID deployment, String action, Map<String, ?> body) {
        return operator.object(
                        "POST", "/api/deployments/" + deployment + "/" + action, body, Map.of())
                .uuid("id");
    }

    public Told read(UUID deployment) {
        return operator.object("GET", "/api/deployments/" + deployment, null, Map.of());
    }

    public String state(UUID deployment) {
        return read(deployment).text("state");
    }

    /** Waits until the deployment has ended or is live. */
    public Told ended(UUID deployment) {
        return Awaitility.await()
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> read(deployment), read -> ENDED.contains(read.text("state")));
    }

    public void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    public void awaitState(UUID deployment, String state) {
        await(state, () -> state(deployment).equals(state));
    }

    /** Rows of one column, as text. */
    public List<String> query(String sql, @Nullable Object... values) {
        return bean(Database.class).sql(sql, values).list(row -> row.text("v"));
    }

    @Override
    public void close() {
        worker.close();
        agent.close();
        edge.close();
        EmbeddedServer current = server;
        if (current != null) {
            current.close();
        }
    }
}
