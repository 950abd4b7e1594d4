package dev.autostack.controlplane.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/contract.md, "Edge": an edge gets the table whenever it has another one. */
class TablePollTest {
    private final TestServer server = new TestServer();
    private final String edge = Tokens.random(MachineCredentials.EDGE_PREFIX);
    private final UUID host = new Rows(server.database()).host();
    private long current;

    @BeforeEach
    void enrol() {
        server.database()
                .sql(
                        "insert into edge (id, host_id, name, version, credential_hash) values (?, ?, 'e', '1', ?)",
                        UUID.randomUUID(),
                        host,
                        Tokens.hash(edge))
                .update();
        current = changed();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anyOtherVersionGetsTheTableALowerAndAHigherOne() {
        for (long known : new long[] {0, current - 1, current + 1, current + 1_000}) {
            Answer answer = ask(known, 0);

            assertThat(answer.status()).as("after=" + known).isEqualTo(200);
            assertThat(answer.text("version")).isEqualTo(Long.toString(current));
        }
    }

    @Test
    void theCurrentVersionWaitsAndGetsNothingOrTheNextTable() {
        assertThat(ask(current, 0).status()).isEqualTo(204);

        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> ask(current, 20_000));
        long next = changed();

        assertThat(waiting.join().text("version")).isEqualTo(Long.toString(next));
    }

    private long changed() {
        return server.database().inTransaction(() -> server.bean(RouteTables.class).changed(host));
    }

    private Answer ask(long known, int waitMs) {
        return server.get("/api/edge/table?after=" + known + "&waitMs=" + waitMs, edge);
    }
}
