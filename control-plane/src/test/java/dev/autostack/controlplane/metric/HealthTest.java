package dev.autostack.controlplane.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.autostack.controlplane.testing.TestServer;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final String TOKEN = "a-token-for-prometheus";

    @Test
    void anybodyMayAskForHealth() {
        try (TestServer server = new TestServer()) {
            for (String path : new String[] {"/health", "/health/readiness", "/health/liveness"}) {
                assertThat(server.get(path, "").status()).as(path).isEqualTo(200);
                assertThat(server.get(path, "").text("status")).as(path).isEqualTo("UP");
            }
        }
    }

    @Test
    void withoutItsDatabaseItLivesButIsNotReady() throws Exception {
        try (TestServer server =
                new TestServer(Map.of("datasources.default.connection-timeout", 500))) {
            server.bean(DataSource.class).unwrap(HikariDataSource.class).close();

            assertThat(server.get("/health/readiness", "").status()).isEqualTo(503);
            assertThat(server.get("/health", "").text("status")).isEqualTo("DOWN");
            assertThat(server.get("/health/liveness", "").status()).isEqualTo(200);
        }
    }

    @Test
    void figuresAreForThisMachineAndForTheHolderOfTheToken() {
        try (TestServer server = new TestServer(Map.of("autostack.prometheus.token", TOKEN))) {
            server.bean(PlatformGauges.class).read();

            String here = server.get("/prometheus", "").response().body();
            assertThat(here)
                    .contains("autostack_builds_queued 0.0")
                    .contains("jvm_memory_used_bytes")
                    .contains("hikaricp_connections");

            assertThat(passedOn(server, "").status()).isEqualTo(404);
            assertThat(passedOn(server, "wrong" + TOKEN).status()).isEqualTo(404);
            assertThat(passedOn(server, TOKEN).status()).isEqualTo(200);
        }
    }

    private static TestServer.Answer passedOn(TestServer server, String bearer) {
        return server.send(
                server.request("GET", "/prometheus", null, bearer)
                        .header("X-Forwarded-For", "203.0.113.9"));
    }
}
