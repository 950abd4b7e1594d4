package dev.autostack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A project with a repository of its own, as its owner and the users of its app see it. */
final class DeployedProject {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Cloud cloud;
    private final Repository repository;
    private final String id;
    private final String environment;
    private final App app;

    /** What the app of each deployment answers. */
    private final Map<String, String> versions = new HashMap<>();

    private DeployedProject(Cloud cloud, String name, String files) throws Exception {
        this.cloud = cloud;
        this.repository = Repository.of(cloud, name, files);
        this.id = cloud.operator().createProject(name, cloud.gitUrl(name));
        this.environment = cloud.operator().production(id);
        this.app = new App(cloud, name + ".localhost");
    }

    /** A project of one of the apps beside the scenarios, not deployed yet. */
    static DeployedProject of(Cloud cloud, String name, String files) throws Exception {
        return new DeployedProject(cloud, name, files);
    }

    /** A project of the app {@code held-app}, not deployed yet. */
    static DeployedProject held(Cloud cloud, String name) throws Exception {
        var project = new DeployedProject(cloud, name, "held-app");
        project.repository.change("door.txt", cloud.doorbell().port() + "\n");
        // An instance that drains waits for the scenario, however slow the machine is.
        cloud.operator()
                .change(project.id, Map.of("drainMs", 120_000, "plan", Map.of("healthPath", "/")));
        return project;
    }

    App app() {
        return app;
    }

    String id() {
        return id;
    }

    String environment() {
        return environment;
    }

    /** Deploys what is committed, for an app that answers {@code answer}. */
    String deployAsItIs(String answer) throws Exception {
        String deployment = cloud.operator().deploy(id);
        versions.put(deployment, answer);
        return deployment;
    }

    /** Commits and deploys a version; returns the deployment. */
    String deploy(String version) throws Exception {
        repository.change("version.txt", version + "\n");
        return deployAsItIs(version);
    }

    /** Deploys what an earlier deployment brought; returns the new one. */
    String rollBack(String earlier) throws Exception {
        String deployment =
                cloud.operator()
                        .post("/api/deployments/" + earlier + "/rollback", Map.of())
                        .get("id")
                        .getStringValue();
        versions.put(deployment, Objects.requireNonNull(versions.get(earlier)));
        return deployment;
    }

    /**
     * Waits until the deployment is over; then it is live, the only one that is, and what the edge
     * answers with.
     */
    void assertLive(String deployment) throws Exception {
        JsonNode over = cloud.operator().awaitOver(deployment, LIMIT);
        JsonNode cause = over.get("cause");
        assertThat(over.get("state").getStringValue())
                .as("cause: %s", cause == null ? "none" : cause)
                .isEqualTo("LIVE");
        assertThat(
                        cloud.rows()
                                .texts(
                                        "select id from deployment where environment_id = ? and state = 'LIVE'",
                                        environment))
                .containsExactly(deployment);
        HttpResponse<String> answer = app.awaitAnswer();
        assertThat(answer.body()).isEqualTo(versions.get(deployment));
        assertThat(answer.headers().firstValue("AutoStack-Release"))
                .hasValue(over.get("release").get("id").getStringValue());
    }

    /** The address of the one instance that serves now, past the edge. */
    URI instance() throws Exception {
        String port =
                cloud.rows()
                        .texts(
                                "select host_port from instance where environment_id = ? and goal = 'RUN' and removed_at is null",
                                environment)
                        .getFirst();
        return URI.create("http://127.0.0.1:" + port);
    }
}
