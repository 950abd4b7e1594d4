package dev.autostack.controlplane.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SetupTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLinkMakesTheOwnerOnceAndSignsIn() {
        server.bean(LocalOperator.class).issueKey();
        String token = server.bean(SetupLink.class).issue();
        assertThat(server.get("/api/setup", "").text("needed")).isEqualTo("true");

        Answer made = setUp(token, "Ada@Example.com", "correct horse battery");

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.text("user.email")).isEqualTo("ada@example.com");
        assertThat(made.text("user.team.name")).isEqualTo("Engines");
        assertThat(made.text("user.team.role")).isEqualTo("OWNER");
        assertThat(made.response().headers().allValues("set-cookie")).hasSize(3);
        Answer user = server.get("/api/user", made.text("accessToken"));
        assertThat(user.text("name")).isEqualTo("Ada");
        assertThat(user.response().body()).contains("\"PROJECT_CREATE\"");
        // The first owner joins the team that scripts of this machine work in.
        assertThat(server.count("select count(distinct team_id) as n from membership"))
                .isEqualTo(1);
        assertThat(server.get("/api/setup", "").text("needed")).isEqualTo("false");
        Answer again = setUp(token, "eve@example.com", "correct horse battery");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("error.code")).isEqualTo("already_set_up");
    }

    @Test
    void aNewLinkReplacesTheOlderOne() {
        String older = server.bean(SetupLink.class).issue();
        String newer = server.bean(SetupLink.class).issue();

        Answer refused = setUp(older, "ada@example.com", "correct horse battery");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error.code")).isEqualTo("setup_link_invalid");
        assertThat(setUp(newer, "ada@example.com", "correct horse battery").status())
                .isEqualTo(201);
    }

    @Test
    void anExpiredLinkIsRefused() {
        String token = server.bean(SetupLink.class).issue();
        server.database().sql("update setup_link set expires_at = now()").update();

        assertThat(setUp(token, "ada@example.com", "correct horse battery").status())
                .isEqualTo(403);
    }

    @Test
    void badFieldsAreNamedAndTheLinkStaysGood() {
        String token = server.bean(SetupLink.class).issue();

        Answer refused = setUp(token, "ada", "short");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("error.details.email")).contains("e-mail");
        assertThat(refused.text("error.details.password")).contains("at least 12");
        assertThat(
                        setUp(token, "ada@example.com", "ada@example.com")
                                .text("error.details.password"))
                .contains("must not be the e-mail");
        assertThat(setUp(token, LocalOperator.EMAIL, "correct horse battery").status())
                .isEqualTo(422);
        assertThat(server.post("/api/setup", "{\"token\":\"" + token + "\"}", "").status())
                .isEqualTo(422);
        assertThat(setUp(token, "ada@example.com", "correct horse battery").status())
                .isEqualTo(201);
    }

    @Test
    void ofManyAtTheSameTimeOneBecomesTheOwner() throws Exception {
        String token = server.bean(SetupLink.class).issue();
        List<Callable<Integer>> callers =
                List.of(1, 2, 3, 4, 5, 6).stream()
                        .<Callable<Integer>>map(n ->
                                () ->
                                        setUp(
                                                        token,
                                                        "ada" + n + "@example.com",
                                                        "correct horse battery")
                                                .status())
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses =
                    threads.invokeAll(callers).stream().map(Future::resultNow).toList();

            assertThat(statuses).containsOnlyOnce(201);
            assertThat(statuses)
                    .allMatch(status -> status == 201 || status == 409 || status == 403);
        }
        assertThat(server.count("select count(*) as n from membership where role = 'OWNER'"))
                .isEqualTo(1);
    }

    private Answer setUp(String token, String email, String password) {
        return server.post(
                "/api/setup",
                "{\"token\":\"%s\",\"email\":\"%s\",\"name\":\"Ada\",\"password\":\"%s\",\"teamName\":\"Engines\"}"
                        .formatted(token, email, password),
                "");
    }
}
