package dev.autostack.controlplane.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {
    private final TestServer server = new TestServer();
    private final String person = server.bean(LocalOperator.class).issueKey();
    private final UUID team = server.bean(LocalOperator.class).team();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eventsOfTheTeamComeInPagesNewestFirst() {
        Audit audit = server.bean(Audit.class);
        for (int i = 1; i <= 7; i++) {
            audit.recordSystem(team, "test.happen", "test", null, Map.of("number", i));
        }
        audit.recordSystem(
                new Rows(server.database()).team(), "test.foreign", "test", null, Map.of());

        List<String> numbers = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = server.get("/api/audit?action=test.&limit=3&cursor=" + cursor, person);
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            for (int i = 0; i < page.at("items").size(); i++) {
                numbers.add(page.text("items." + i + ".detail.number"));
            }
            cursor = page.at("next").isNull() ? "" : page.text("next");
        } while (!cursor.isEmpty());

        assertThat(numbers).containsExactly("7", "6", "5", "4", "3", "2", "1");
        assertThat(server.get("/api/audit?action=test", person).at("items").size()).isZero();
        assertThat(server.get("/api/audit?subject=" + UUID.randomUUID(), person).at("items").size())
                .isZero();
    }
}
