package dev.autostack.controlplane.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import dev.autostack.protocol.MetricBatch;
import dev.autostack.protocol.MetricSample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
    private final TestServer server = new TestServer();
    private final String person = server.bean(LocalOperator.class).issueKey();
    private final UUID team = server.bean(LocalOperator.class).team();
    private final String credential = Tokens.random(MachineCredentials.AGENT_PREFIX);
    private final Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MINUTES);
    private int number;
    private UUID host = team;
    private UUID project = team;
    private UUID environment = team;
    private UUID release = team;

    @BeforeAll
    void addAgent() {
        Rows rows = new Rows(server.database());
        host = rows.host();
        project = rows.project(team, "shop");
        environment = rows.environment(project, host);
        release = rows.release(project, environment, 1);
        server.database()
                .sql(
                        "insert into agent (id, host_id, name, version, credential_hash) values (?, ?, 'a', '1', ?)",
                        UUID.randomUUID(),
                        host,
                        Tokens.hash(credential))
                .update();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void samplesComeBackThinnedOut() {
        UUID deployment = deployment();
        UUID instance = instance(deployment, host);
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            samples.add(sample(instance, now.minusSeconds(120 - 10 * i), 10 * i, 1000 + i));
        }
        String batch = "{\"samples\":[" + String.join(",", samples) + "]}";
        assertThat(server.post("/api/agent/metrics", batch, credential).status()).isEqualTo(204);
        assertThat(server.post("/api/agent/metrics", batch, credential).status()).isEqualTo(204);

        Answer read =
                server.get(
                        "/api/deployments/"
                                + deployment
                                + "/metrics?step=60&from="
                                + now.minusSeconds(120)
                                + "&to="
                                + now,
                        person);

        assertThat(read.at("series").size()).as(read.toString()).isEqualTo(1);
        assertThat(read.text("series.0.instanceId")).isEqualTo(instance.toString());
        assertThat(read.at("series.0.points").size()).isEqualTo(2);
        assertThat(read.text("series.0.points.0.at")).isEqualTo(now.minusSeconds(120).toString());
        assertThat(read.at("series.0.points.0.cpuPercent").getDoubleValue()).isEqualTo(25.0);
        assertThat(read.at("series.0.points.0.memoryBytes").getLongValue()).isEqualTo(1005);
        assertThat(read.at("series.0.points.1.cpuPercent").getDoubleValue()).isEqualTo(85.0);
    }

    @Test
    void anAgentReportsOnlyWhatRunsOnItsHost() {
        UUID deployment = deployment();
        UUID elsewhere = instance(deployment, new Rows(server.database()).host());
        UUID here = instance(deployment, host);
        String batch =
                "{\"samples\":[%s,%s,%s,%s]}"
                        .formatted(
                                sample(elsewhere, now, 1, 1),
                                sample(UUID.randomUUID(), now, 1, 1),
                                sample(here, now.plus(Duration.ofHours(2)), 1, 1),
                                sample(here, now.minusSeconds(1), 1, 1));

        assertThat(server.post("/api/agent/metrics", batch, credential).status()).isEqualTo(204);

        assertThat(stored(elsewhere)).isZero();
        assertThat(stored(here)).isEqualTo(1);
        assertThat(server.post("/api/agent/metrics", "{\"samples\":[]}", credential).status())
                .isEqualTo(204);
        assertThat(server.post("/api/agent/metrics", batch, person).status()).isEqualTo(403);
    }

    @Test
    void oldSamplesAreForgotten() {
        UUID instance = instance(deployment(), host);
        Metrics metrics = server.bean(Metrics.class);
        metrics.store(
                new Identity.Agent(UUID.randomUUID(), host),
                new MetricBatch(List.of(new MetricSample(instance, now, 1, 1, 1, 1, 1, 1, 1, 1))));
        server.database()
                .sql(
                        "insert into metric_sample select instance_id, at - interval '8 days', cpu_percent, memory_bytes,"
                                + " memory_limit_bytes, network_in_bytes, network_out_bytes, disk_read_bytes,"
                                + " disk_write_bytes, pids from metric_sample where instance_id = ?",
                        instance)
                .update();
        assertThat(stored(instance)).isEqualTo(2);

        metrics.forget();

        assertThat(stored(instance)).isEqualTo(1);
    }

    @Test
    void strangeRangesAreRefusedAndForeignDeploymentsAreNotThere() {
        String path = "/api/deployments/" + deployment() + "/metrics";
        assertThat(server.get(path, person).status()).isEqualTo(200);
        assertThat(server.get(path + "?from=yesterday", person).status()).isEqualTo(422);
        assertThat(server.get(path + "?step=0", person).status()).isEqualTo(422);
        assertThat(server.get(path + "?step=x", person).status()).isEqualTo(400);
        assertThat(
                        server.get(path + "?step=1&from=" + now.minus(Duration.ofDays(2)), person)
                                .status())
                .isEqualTo(422);
        assertThat(server.get(path + "?from=2001-01-01T00:00:00Z", person).status()).isEqualTo(422);
        assertThat(server.get(path + "?from=" + now + "&to=" + now, person).status())
                .isEqualTo(422);
        Rows rows = new Rows(server.database());
        UUID foreign = rows.deployment(rows.team(), project, environment, ++number);
        assertThat(server.get("/api/deployments/" + foreign + "/metrics", person).status())
                .isEqualTo(404);
    }

    private UUID deployment() {
        return new Rows(server.database()).deployment(team, project, environment, ++number);
    }

    private UUID instance(UUID deployment, UUID onHost) {
        return new Rows(server.database()).instance(deployment, release, environment, onHost);
    }

    private long stored(UUID instance) {
        return server.count(
                "select count(*) as n from metric_sample where instance_id = ?", instance);
    }

    private static String sample(UUID instance, Instant at, int cpu, int memory) {
        return """
        {"instanceId":"%s","at":"%s","cpuPercent":%d,"memoryBytes":%d,"memoryLimitBytes":1,"networkInBytes":1,
        "networkOutBytes":1,"diskReadBytes":1,"diskWriteBytes":1,"pids":3}\
        """
                .formatted(instance, at, cpu, memory);
    }
}
