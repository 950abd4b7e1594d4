package dev.autostack.controlplane.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.ApiClient;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectApiTest {
    private TestServer server;
    private ApiClient owner;

    @BeforeAll
    void start() {
        server = new TestServer();
        owner = ApiClient.owner(server);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aProjectComesWithItsProductionEnvironmentAndRoute() {
        ApiClient.Answer project =
                owner.post(
                        "/api/projects",
                        "{\"name\":\"shop\",\"gitUrl\":\"https://example.com/team/shop.git\",\"branch\":\"main\"}");

        assertThat(project.status()).as(project.body()).isEqualTo(201);
        assertThat(project.header("ETag")).isEqualTo("\"1\"");
        assertThat(project.json("environments.0.kind")).isEqualTo("PRODUCTION");
        assertThat(project.json("environments.0.url")).isEqualTo("http://shop.localhost:8480");
        assertThat(project.json("environments.0.state")).isEqualTo("EMPTY");
        assertThat(project.json("settings.limits.pids")).isEqualTo("256");
        ApiClient.Answer staging =
                owner.post(
                        "/api/projects/" + project.json("id") + "/environments",
                        "{\"name\":\"staging\",\"branch\":\"develop\"}");
        assertThat(staging.json("url")).isEqualTo("http://staging--shop.localhost:8480");
        assertThat(owner.get("/api/projects?q=SHO").json("items.0.production.state"))
                .isEqualTo("EMPTY");
        assertThat(
                        server.database()
                                .sql(
                                        "select 1 from audit_event where action = 'project.create' and subject_id = ?::uuid",
                                        project.json("id"))
                                .exists())
                .isTrue();
    }

    @Test
    void everyBadFieldIsNamedAtOnce() {
        ApiClient.Answer refused =
                owner.post(
                        "/api/projects",
                        """
                        {"name":"Bad Name","gitUrl":"file:///etc/passwd","branch":"-x","rootDirectory":"../up",
                         "settings":{"limits":{"cpus":-1,"memoryBytes":1},"drainMs":-5,"nonsense":1,
                           "health":{"type":"http","path":"no-slash","threshold":0},
                           "plan":{"port":70000,"dockerfile":"/abs","startCommand":"a\\u0000b"}}}
                        """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid_request");
        for (String field :
                List.of(
                        "name",
                        "gitUrl",
                        "branch",
                        "rootDirectory",
                        "settings.limits.cpus",
                        "settings.limits.memoryBytes",
                        "settings.drainMs",
                        "settings.nonsense",
                        "settings.health.path",
                        "settings.health.threshold",
                        "settings.plan.port",
                        "settings.plan.dockerfile",
                        "settings.plan.startCommand")) {
            assertThat(refused.body()).contains("\"" + field + "\":");
        }
    }

    @Test
    void passwordsInGitUrlsAreRefusedWithoutRepeatingThem() {
        ApiClient.Answer refused =
                owner.post(
                        "/api/projects",
                        "{\"name\":\"leaky\",\"gitUrl\":\"https://user:hunter2hunter2@example.com/a.git\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).doesNotContain("hunter2");
    }

    @Test
    void settingsAreMergedAndOldRevisionsDoNotOverwrite() {
        String id = create("merge");
        ApiClient.Answer changed =
                owner.with("If-Match", "\"1\"")
                        .patch(
                                "/api/projects/" + id,
                                "{\"settings\":{\"limits\":{\"pids\":64},\"health\":{\"path\":\"/up\"}}}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json("settings.limits.pids")).isEqualTo("64");
        assertThat(changed.json("settings.limits.cpus")).isEqualTo("1.0");
        assertThat(changed.json("settings.health.path")).isEqualTo("/up");
        assertThat(changed.json("settings.health.type")).isEqualTo("http");

        assertThat(
                        owner.with("If-Match", "\"1\"")
                                .patch("/api/projects/" + id, "{\"branch\":\"x\"}")
                                .code())
                .isEqualTo("changed_meanwhile");
        ApiClient.Answer reset =
                owner.patch("/api/projects/" + id, "{\"settings\":{\"health\":null}}");
        assertThat(reset.node("settings.health").isNull()).isTrue();
        assertThat(reset.json("settings.limits.pids")).isEqualTo("64");
    }

    @Test
    void aGitCredentialIsNeverShownAndNotInTheDatabaseInPlain() {
        String secret = "ghp_0123456789abcdefghij";
        ApiClient.Answer project =
                owner.post(
                        "/api/projects",
                        "{\"name\":\"private\",\"gitUrl\":\"https://example.com/p.git\",\"gitCredential\":{\"kind\":\"PASSWORD\",\"username\":\"x\",\"value\":\"%s\"}}"
                                .formatted(secret));
        assertThat(project.json("hasGitCredential")).isEqualTo("true");
        assertThat(project.body()).doesNotContain(secret);
        assertThat(
                        server.database()
                                .sql(
                                        "select 1 from project where position(?::bytea in git_credential) > 0",
                                        secret.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .exists())
                .isFalse();
        ApiClient.Answer removed =
                owner.patch(
                        "/api/projects/" + project.json("id"), "{\"removeGitCredential\":true}");
        assertThat(removed.json("hasGitCredential")).isEqualTo("false");
    }

    @Test
    void namesAreUniqueAndFreeAgainAfterDeletion() {
        String id = create("twice");
        assertThat(
                        owner.post(
                                        "/api/projects",
                                        "{\"name\":\"twice\",\"gitUrl\":\"https://example.com/a.git\"}")
                                .code())
                .isEqualTo("name_taken");
        assertThat(owner.delete("/api/projects/" + id).status()).isEqualTo(204);
        assertThat(owner.get("/api/projects/" + id).status()).isEqualTo(404);
        assertThat(owner.delete("/api/projects/" + id).status()).isEqualTo(404);
        create("twice");
    }

    @Test
    void productionStaysButOtherEnvironmentsGo() {
        String id = create("envs");
        String production = owner.get("/api/projects/" + id).json("environments.0.id");
        String other =
                owner.post("/api/projects/" + id + "/environments", "{\"name\":\"other\"}")
                        .json("id");

        assertThat(owner.delete("/api/environments/" + production).code())
                .isEqualTo("production_stays");
        assertThat(
                        owner.post("/api/projects/" + id + "/environments", "{\"name\":\"other\"}")
                                .code())
                .isEqualTo("name_taken");
        assertThat(
                        owner.patch("/api/environments/" + other, "{\"autoDeploy\":false}")
                                .json("autoDeploy"))
                .isEqualTo("false");
        assertThat(owner.delete("/api/environments/" + other).status()).isEqualTo(204);
        assertThat(owner.get("/api/environments/" + other).status()).isEqualTo(404);
    }

    @Test
    void hostNamesThatDoNotFitAreRefused() {
        String id = create("a-very-long-name-for-a-project-of-ours");
        ApiClient.Answer refused =
                owner.post(
                        "/api/projects/" + id + "/environments",
                        "{\"name\":\"and-a-very-long-environment\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("host name");
    }

    @Test
    void pagesShowEachProjectOnce() {
        for (int i = 0; i < 7; i++) {
            create("page-" + i);
        }
        TreeSet<String> seen = new TreeSet<>();
        String cursor = "";
        do {
            ApiClient.Answer page = owner.get("/api/projects?q=page-&limit=3" + cursor);
            page.node("items")
                    .values()
                    .forEach(item -> {
                        assertThat(seen.add(item.get("name").getStringValue())).isTrue();
                    });
            cursor = page.node("next").isNull() ? null : "&cursor=" + page.json("next");
        } while (cursor != null);

        assertThat(seen).hasSize(7);
        assertThat(owner.get("/api/projects?limit=0").status()).isEqualTo(422);
        assertThat(owner.get("/api/projects?limit=201").status()).isEqualTo(422);
        assertThat(owner.get("/api/projects?limit=x").status()).isEqualTo(400);
        assertThat(owner.get("/api/projects?cursor=%00garbage").status()).isEqualTo(422);
    }

    @Test
    void aStrangersProjectIsNotThere() {
        UUID team = new Rows(server.database()).team();
        UUID project = new Rows(server.database()).project(team, "strangers");
        UUID environment =
                new Rows(server.database())
                        .environment(project, new Rows(server.database()).host());

        assertThat(owner.get("/api/projects/" + project).status()).isEqualTo(404);
        assertThat(owner.patch("/api/projects/" + project, "{}").status()).isEqualTo(404);
        assertThat(owner.delete("/api/projects/" + project).status()).isEqualTo(404);
        assertThat(owner.get("/api/environments/" + environment).status()).isEqualTo(404);
        assertThat(owner.get("/api/environments/" + environment + "/variables").status())
                .isEqualTo(404);
        assertThat(owner.get("/api/projects").body()).doesNotContain("strangers");
        assertThat(owner.get("/api/projects/not-an-id").status()).isIn(400, 404);
    }

    @Test
    void aViewerReadsAndChangesNothing() {
        String id = create("viewed");
        server.database().sql("update membership set role = 'VIEWER'").update();
        try {
            assertThat(owner.get("/api/projects/" + id).status()).isEqualTo(200);
            for (int again = 0; again < 2; again++) {
                assertThat(owner.patch("/api/projects/" + id, "{}").status()).isEqualTo(403);
                assertThat(owner.delete("/api/projects/" + id).status()).isEqualTo(403);
                assertThat(owner.post("/api/projects", "{}").status()).isEqualTo(403);
            }
        } finally {
            server.database().sql("update membership set role = 'OWNER'").update();
        }
    }

    private String create(String name) {
        ApiClient.Answer answer =
                owner.post(
                        "/api/projects",
                        "{\"name\":\"%s\",\"gitUrl\":\"https://example.com/a.git\"}"
                                .formatted(name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json("id");
    }
}
