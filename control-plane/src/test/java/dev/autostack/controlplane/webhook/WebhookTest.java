package dev.autostack.controlplane.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {
    private static final String SHA = "a".repeat(40);

    private final HttpClient http = HttpClient.newHttpClient();
    private TestSystem system;

    @BeforeAll
    void start() {
        system = new TestSystem();
        system.worker().start(2);
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @Test
    void theSignatureIsTheOneOfGithubsDocumentation() {
        assertThat(
                        Signature.of(
                                "Hello, World!".getBytes(StandardCharsets.UTF_8),
                                "It's a Secret to Everybody"))
                .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void aPushToTheBranchIsDeployedAtItsCommit() throws Exception {
        Hook hook = hook();

        assertThat(push(hook, "d1", body(hook, "main", SHA, 100)).statusCode()).isEqualTo(202);

        UUID id = deployments(hook).getFirst();
        Told live = system.ended(id);
        assertThat(live.text("state")).isEqualTo("LIVE");
        assertThat(live.text("commit.sha")).isEqualTo(SHA);
        assertThat(live.text("createdBy")).isEqualTo("AutoStack");
    }

    @Test
    void theSamePushDeploysOnceHoweverOftenAndUnderWhateverIdItComes() throws Exception {
        Hook hook = hook();
        String body = body(hook, "main", SHA, 100);

        List<Integer> answers =
                IntStream.range(0, 20)
                        .parallel()
                        .mapToObj(i -> status(hook, "same-" + i % 4, body))
                        .toList();

        assertThat(answers).containsOnly(202);
        assertThat(deployments(hook)).hasSize(1);
    }

    @Test
    void anOlderPushThatComesLateReplacesNothing() throws Exception {
        Hook hook = hook();
        push(hook, "new", body(hook, "main", "b".repeat(40), 200));

        push(hook, "old", body(hook, "main", "c".repeat(40), 100));

        assertThat(deployments(hook)).hasSize(1);
    }

    @Test
    void otherBranchesTagsDeletionsAndOtherRepositoriesAreTakenAndLeftAlone() throws Exception {
        Hook hook = hook();
        String body = body(hook, "main", SHA, 100);

        push(hook, "1", body(hook, "feature/x", SHA, 100));
        push(hook, "2", body.replace("refs/heads/main", "refs/tags/v1"));
        push(hook, "3", body.replace("\"deleted\":false", "\"deleted\":true"));
        push(hook, "4", body.replace(hook.name(), "stranger"));
        push(hook, "5", body.replace("refs/heads/main", "refs/heads/--upload-pack=x"));
        push(hook, "6", body.replace(SHA, "HEAD"));

        assertThat(deployments(hook)).isEmpty();
        assertThat(
                        system.query(
                                "select delivery as v from webhook_delivery where project_id = ?",
                                hook.project()))
                .hasSize(6);
    }

    @Test
    void aWrongSignatureLeavesNoRow() throws Exception {
        Hook hook = hook();
        String body = body(hook, "main", SHA, 100);
        Hook wrong = new Hook(hook.project(), hook.name(), "whs_wrong");

        assertThat(push(wrong, "d", body).statusCode()).isEqualTo(401);
        assertThat(send(hook.project(), null, "d", "push", body).statusCode()).isEqualTo(401);
        assertThat(send(UUID.randomUUID(), hook.secret(), "d", "push", body).statusCode())
                .isEqualTo(401);

        assertThat(
                        system.query(
                                "select delivery as v from webhook_delivery where project_id = ?",
                                hook.project()))
                .isEmpty();
    }

    @Test
    void pingIsAnsweredAndABrokenPayloadIsRefusedWithAHint() throws Exception {
        Hook hook = hook();

        assertThat(send(hook.project(), hook.secret(), "p", "ping", "{}").statusCode())
                .isEqualTo(202);
        HttpResponse<String> broken =
                send(hook.project(), hook.secret(), "b", "push", "payload=%7B%7D");
        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(broken.body()).contains("application/json");
    }

    @Test
    void aBodyBeyondTheCapIsRefused() throws Exception {
        Hook hook = hook();

        assertThat(push(hook, "big", "x".repeat(26 * 1024 * 1024)).statusCode()).isEqualTo(413);
    }

    @Test
    void everySpellingOfARepositoryIsOnePlace() {
        assertThat(
                        List.of(
                                Deliveries.place("https://github.com/Team/App.git"),
                                Deliveries.place("https://github.com/team/app"),
                                Deliveries.place("git@github.com:team/app.git"),
                                Deliveries.place("ssh://git@github.com:22/team/app.git")))
                .containsOnly("github.com/team/app");
        assertThat(Deliveries.place("file:///etc")).isEmpty();
    }

    private record Hook(UUID project, String name, String secret) {}

    private Hook hook() {
        TestSystem.App app = system.app();
        Told made =
                system.operator()
                        .object(
                                "POST",
                                "/api/projects/" + app.project() + "/webhook",
                                null,
                                Map.of());
        assertThat(made.text("url")).endsWith("?project=" + app.project());
        return new Hook(app.project(), app.host().replace(".localhost", ""), made.text("secret"));
    }

    private static String body(Hook hook, String branch, String sha, long pushedAt) {
        return String.format(
                Locale.ROOT,
                """
                {"ref":"refs/heads/%s","before":"%s","after":"%s","deleted":false,"commits":[{"id":"x"}],
                 "repository":{"id":1,"clone_url":"https://example.org/%s.git","default_branch":"main","pushed_at":%d}}
                """,
                branch,
                "0".repeat(40),
                sha,
                hook.name(),
                pushedAt);
    }

    private int status(Hook hook, String delivery, String body) {
        try {
            return push(hook, delivery, body).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> push(Hook hook, String delivery, String body)
            throws IOException, InterruptedException {
        return send(hook.project(), hook.secret(), delivery, "push", body);
    }

    private HttpResponse<String> send(
            UUID project,
            @org.jspecify.annotations.Nullable String secret,
            String delivery,
            String event,
            String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        system.address()
                                                + "/api/webhook/github?project="
                                                + project))
                        .header("Content-Type", "application/json")
                        .header("X-GitHub-Delivery", delivery)
                        .header("X-GitHub-Event", event)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (secret != null) {
            request.header(
                    "X-Hub-Signature-256",
                    "sha256=" + Signature.of(body.getBytes(StandardCharsets.UTF_8), secret));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<UUID> deployments(Hook hook) {
        return system
                .query(
                        "select id::text as v from deployment where project_id = ? order by number",
                        hook.project())
                .stream()
                .map(UUID::fromString)
                .toList();
    }
}
