package dev.autostack.controlplane.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BillingTest {
    private final TestServer server = new TestServer();
    private final String person = server.bean(LocalOperator.class).issueKey();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void usageIsReckonedFromWhatHappenedInTheMonth() {
        Rows rows = new Rows(server.database());
        UUID team = server.bean(LocalOperator.class).team();
        UUID project = rows.project(team, "shop");
        UUID host = rows.host();
        UUID environment = rows.environment(project, host);
        UUID release = rows.release(project, environment, 1);
        rows.release(project, environment, 2);
        UUID deployment = rows.deployment(team, project, environment, 1);
        UUID build = rows.leasedBuild(team, project, deployment, rows.worker(), 1);
        server.database()
                .sql(
                        "update build set state = 'DONE', lease_until = null, deadline = null,"
                                + " leased_at = '2026-03-10T10:00:00Z', finished_at = '2026-03-10T10:03:30Z' where id = ?",
                        build)
                .update();
        UUID instance = rows.instance(deployment, release, environment, host);
        server.database()
                .sql(
                        "update instance set started_at = '2026-02-20T00:00:00Z', removed_at = '2026-03-02T12:00:00Z' where id = ?",
                        instance)
                .update();

        Answer march = server.get("/api/billing?month=2026-03", person);

        assertThat(march.status()).as(march.toString()).isEqualTo(200);
        assertThat(march.text("plan")).isEqualTo("self-hosted");
        assertThat(march.at("price").isNull()).isTrue();
        assertThat(march.at("usage.buildMinutes").getDoubleValue()).isEqualTo(3.5);
        assertThat(march.at("usage.instanceHours").getDoubleValue()).isEqualTo(36.0);
        // Both releases have the same digest: one image.
        assertThat(march.text("usage.imageBytes")).isEqualTo("1");
        Answer april = server.get("/api/billing?month=2026-04", person);
        assertThat(april.at("usage.buildMinutes").getDoubleValue()).isZero();
        assertThat(server.get("/api/billing", person).text("usage.projects")).isEqualTo("1");
        assertThat(server.get("/api/billing?month=march", person).status()).isEqualTo(422);
    }
}
