package dev.autostack.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Keeps the next deployment of a project at a {@link Moment} until it is let go. */
final class Hold {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Moment moment;
    private final Cloud cloud;
    private final Rows rows;

    /** The request that keeps the old instance from being drained. */
    private @Nullable CompletableFuture<HttpResponse<String>> open;

    private @Nullable URI served;

    private Hold(Moment moment, Cloud cloud) {
        this.moment = moment;
        this.cloud = cloud;
        this.rows = cloud.rows();
    }

    /** From now on a deployment of the project gets as far as the moment and no further. */
    static Hold at(Moment moment, Cloud cloud, DeployedProject project) throws Exception {
        var hold = new Hold(moment, cloud);
        hold.arm(project);
        return hold;
    }

    private void arm(DeployedProject project) throws Exception {
        Gates gates = cloud.gates();
        switch (moment) {
            case CLAIM -> gates.workerLink().hold(Gate.Side.ANSWER, "\"fence\"");
            case CLONE -> gates.git().hold(Gate.Side.REQUEST, "git-upload-pack");
            case BUILD -> cloud.doorbell().hold();
            case PUSH -> gates.registry().hold(Gate.Side.REQUEST, "PUT /v2/");
            case CREATE -> gates.engine().hold(Gate.Side.ANSWER_TO, "/containers/create");
            case START -> gates.engine().hold(Gate.Side.ANSWER_TO, "/start HTTP/");
            case SWITCH -> gates.edgeLink().hold(Gate.Side.ANSWER, "\"routes\"");
            case HEALTH -> {} // the slow version waits by itself
            case DRAIN -> {
                served = project.instance();
                open = project.app().open("/hold");
                // It has arrived once the edge counts it; an answer to a later one says as much.
                project.app().body("/");
            }
        }
    }

    void awaitReached(String deployment) {
        switch (moment) {
            case CLAIM -> cloud.gates().workerLink().awaitHeld(LIMIT);
            case CLONE -> cloud.gates().git().awaitHeld(LIMIT);
            case BUILD -> cloud.doorbell().awaitRings(1, LIMIT);
            case PUSH -> cloud.gates().registry().awaitHeld(LIMIT);
            case CREATE, START -> cloud.gates().engine().awaitHeld(LIMIT);
            case SWITCH -> cloud.gates().edgeLink().awaitHeld(LIMIT);
            case HEALTH ->
                    await(
                            "select 1 from instance where deployment_id = ? and state = 'PROBING'",
                            deployment);
            case DRAIN ->
                    await(
                            "select 1 from deployment d join instance i on i.environment_id = d.environment_id"
                                    + " where d.id = ? and d.state = 'LIVE' and i.goal = 'DRAIN' and i.removed_at is null",
                            deployment);
        }
    }

    private void await(String sql, String deployment) {
        Awaitility.await(moment + " of deployment " + deployment)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> rows.any(sql, deployment));
    }

    void letGo() throws Exception {
        Gates gates = cloud.gates();
        switch (moment) {
            case CLAIM -> gates.workerLink().open();
            case CLONE -> gates.git().open();
            case BUILD -> cloud.doorbell().open();
            case PUSH -> gates.registry().open();
            case CREATE, START -> gates.engine().open();
            case SWITCH -> gates.edgeLink().open();
            case HEALTH -> {
                for (String container : cloud.containers()) {
                    Cloud.run("docker", "exec", container, "touch", "/tmp/go");
                }
            }
            case DRAIN -> ask(served);
        }
    }

    /** The answer to the request that was open all the time; null when there was none. */
    @Nullable CompletableFuture<HttpResponse<String>> openRequest() {
        return open;
    }

    private static void ask(@Nullable URI instance) throws Exception {
        if (instance != null) {
            HttpRequest request =
                    HttpRequest.newBuilder(instance.resolve("/let-go"))
                            .timeout(Duration.ofSeconds(10))
                            .build();
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
        }
    }
}
