package dev.autostack.controlplane.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.access.Role;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnKeysTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aKeyActsForItsPersonUntilItIsRevoked() {
        String person = signedIn("ada@example.com");
        Answer made = create(person, "ci", 30);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String key = made.text("key");
        assertThat(key).startsWith(made.text("prefix")).startsWith("ask_");

        assertThat(server.get("/api/user", key).text("email")).isEqualTo("ada@example.com");

        Answer list = server.get("/api/user/keys", person);
        assertThat(list.at("items").size()).isEqualTo(1);
        assertThat(list.response().body()).doesNotContain(key);
        assertThat(list.at("items.0.lastUsedAt").isNull()).isFalse();
        assertThat(server.get("/api/user/sessions", person).at("items").size()).isEqualTo(1);
        String id = made.text("id");
        assertThat(server.delete("/api/user/keys/" + id, person).status()).isEqualTo(204);
        assertThat(server.get("/api/user", key).status()).isEqualTo(401);
        assertThat(server.delete("/api/user/keys/" + id, person).status()).isEqualTo(404);
    }

    @Test
    void aKeyCannotMakeKeysEndSessionsOrChangeThePassword() {
        String person = signedIn("ada@example.com");
        Answer made = create(person, "ci", 30);
        String key = made.text("key");

        assertThat(create(key, "more", 30).text("error.code")).isEqualTo("sign_in_needed");
        assertThat(server.delete("/api/user/keys/" + made.text("id"), key).status()).isEqualTo(403);
        assertThat(server.delete("/api/user/sessions/" + UUID.randomUUID(), key).status())
                .isEqualTo(403);
        assertThat(server.post("/api/user/password", "{}", key).status()).isEqualTo(403);
    }

    @Test
    void everyKeyEndsWithinAYear() {
        String person = signedIn("ada@example.com");

        assertThat(create(person, "ci", 366).status()).isEqualTo(422);
        assertThat(create(person, "ci", 0).status()).isEqualTo(422);
        assertThat(create(person, " ", 1).status()).isEqualTo(422);
        assertThat(server.post("/api/user/keys", "{\"name\":\"ci\"}", person).status())
                .isEqualTo(422);
        assertThat(create(person, "ci", 365).status()).isEqualTo(201);
    }

    @Test
    void keysOfOthersAreNotThere() {
        String ada = signedIn("ada@example.com");
        String bob = signedIn("bob@example.com");
        String id = create(ada, "ci", 1).text("id");

        assertThat(server.delete("/api/user/keys/" + id, bob).status()).isEqualTo(404);
        assertThat(server.get("/api/user/keys", bob).at("items").size()).isZero();
    }

    @Test
    void upkeepKeepsWhatStillDecides() {
        String person = signedIn("ada@example.com");
        server.bean(Upkeep.class).forget();

        assertThat(server.get("/api/user", person).status()).isEqualTo(200);
    }

    private Answer create(String bearer, String name, int days) {
        return server.post(
                "/api/user/keys",
                "{\"name\":\"%s\",\"expiresInDays\":%d}".formatted(name, days),
                bearer);
    }

    private String signedIn(String email) {
        Accounts accounts = server.bean(Accounts.class);
        UUID account = accounts.create(email, "Somebody", "!");
        accounts.join(account, server.bean(LocalOperator.class).team(), Role.DEVELOPER);
        return server.bean(SignIns.class).begin(account, "test", "127.0.0.1").access().token();
    }
}
