package dev.autostack.controlplane.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverviewTest {
    private final TestServer server = new TestServer();
    private final String person = server.bean(LocalOperator.class).issueKey();
    private final UUID team = server.bean(LocalOperator.class).team();
    private final Rows rows = new Rows(server.database());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void machinesShowWhenTheyWereHeardOf() {
        UUID host = rows.host();
        rows.worker();
        UUID silent = rows.worker();
        server.database()
                .sql("update worker set last_seen_at = now() where id <> ?", silent)
                .update();
        server.database()
                .sql(
                        "insert into agent (id, host_id, name, version, credential_hash, last_seen_at, facts) values"
                                + " (?, ?, 'a', '1', ?, now() - interval '2 minutes', ?::jsonb)",
                        UUID.randomUUID(),
                        host,
                        Tokens.hash(Tokens.random(MachineCredentials.AGENT_PREFIX)),
                        "{\"cpus\":4,\"memoryBytes\":8,\"memoryFreeBytes\":4,\"diskBytes\":2,\"diskFreeBytes\":1}")
                .update();
        server.database()
                .sql(
                        "insert into edge (id, host_id, name, version, credential_hash, last_seen_at) values (?, ?, 'e', '1', ?, now())",
                        UUID.randomUUID(),
                        host,
                        Tokens.hash(Tokens.random(MachineCredentials.EDGE_PREFIX)))
                .update();
        UUID foreign = rows.worker();
        server.database()
                .sql("update worker set team_id = ? where id = ?", rows.team(), foreign)
                .update();

        Answer machines = server.get("/api/monitoring/machines", person);

        assertThat(machines.status()).as(machines.toString()).isEqualTo(200);
        assertThat(machines.at("workers").size()).isEqualTo(2);
        assertThat(machines.response().body()).doesNotContain(foreign.toString());
        for (int i = 0; i < 2; i++) {
            boolean online = machines.text("workers." + i + ".online").equals("true");
            assertThat(machines.text("workers." + i + ".id").equals(silent.toString()))
                    .isNotEqualTo(online);
        }
        assertThat(machines.text("agents.0.online")).isEqualTo("false");
        assertThat(machines.text("agents.0.facts.cpus")).isEqualTo("4");
        assertThat(machines.text("edges.0.online")).isEqualTo("true");
    }

    @Test
    void theDashboardCountsTheOwnTeamOnly() {
        UUID project = rows.project(team, "shop");
        UUID environment = rows.environment(project, rows.host());
        UUID release = rows.release(project, environment, 1);
        UUID live = rows.deployment(team, project, environment, 1);
        rows.instance(live, release, environment, rows.host());
        server.database()
                .sql(
                        "update deployment set state = 'LIVE', deadline = null, release_id = ? where id = ?",
                        release,
                        live)
                .update();
        server.database()
                .sql(
                        "insert into deployment_state (deployment_id, seq, state) values (?, 1, 'LIVE')",
                        live)
                .update();
        UUID second = rows.deployment(team, project, environment, 2);
        UUID other = rows.team();
        UUID otherProject = rows.project(other, "bank");
        rows.deployment(other, otherProject, rows.environment(otherProject, rows.host()), 1);

        Answer summary = server.get("/api/dashboard/summary", person);

        assertThat(summary.status()).as(summary.toString()).isEqualTo(200);
        assertThat(summary.text("projects")).isEqualTo("1");
        assertThat(summary.text("liveEnvironments")).isEqualTo("1");
        assertThat(summary.text("deployments.LIVE")).isEqualTo("1");
        assertThat(summary.text("deployments.BUILDING")).isEqualTo("1");
        assertThat(summary.text("deployments.FAILED")).isEqualTo("0");
        assertThat(summary.text("instances.wanted")).isEqualTo("1");
        assertThat(summary.text("week.succeeded")).isEqualTo("1");
        assertThat(summary.at("newest").size()).isEqualTo(2);
        assertThat(summary.text("newest.0.id")).isEqualTo(second.toString());
        assertThat(summary.response().body()).doesNotContain("bank");
    }

    @Test
    void anEmptyTeamHasADashboardToo() {
        Answer summary = server.get("/api/dashboard/summary", person);

        assertThat(summary.text("projects")).isEqualTo("0");
        assertThat(summary.at("newest").size()).isZero();
        assertThat(summary.at("week.medianSeconds").isNull()).isTrue();
    }
}
