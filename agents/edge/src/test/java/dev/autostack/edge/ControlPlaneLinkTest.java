package dev.autostack.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.edge.testing.EdgeUnderTest;
import dev.autostack.edge.testing.RawClient;
import dev.autostack.edge.testing.SimulatedApp;
import dev.autostack.edge.testing.SimulatedControlPlane;
import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.Route;
import dev.autostack.protocol.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneLinkTest {
    private static final UUID BLUE = UUID.randomUUID();
    private static final UUID GREEN = UUID.randomUUID();

    @TempDir Path dataDir;

    private static EdgeReport last(EdgeUnderTest edge) {
        return Objects.requireNonNull(edge.controlPlane().lastReport());
    }

    @Test
    void edgeEnrolsOnceAndKeepsItsCredentialToItself() throws IOException {
        try (var edge = EdgeUnderTest.serving(dataDir, Tables.table(1, Tables.target(BLUE)))) {
            assertThat(edge.controlPlane().requests())
                    .containsOnlyOnce("POST redeem")
                    .startsWith("POST redeem", "GET table after=0&waitMs=25000");
            Path credential = dataDir.resolve("credential.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credential)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(credential)).contains(SimulatedControlPlane.CREDENTIAL);
            assertThat(last(edge).edgeVersion()).isNotBlank();
            assertThat(last(edge).refused()).isNull();
        }
    }

    @Test
    void tokenFileMayComeAfterTheStart() throws IOException {
        Path token = dataDir.resolve("token");
        try (var edge =
                EdgeUnderTest.start(
                        dataDir.resolve("data"),
                        Map.of("TOKEN", "", "TOKEN_FILE", token.toString()))) {
            assertThat(edge.controlPlane().requests()).isEmpty();

            Files.writeString(token, SimulatedControlPlane.TOKEN + "\n");

            edge.serve(Tables.table(1, Tables.target(BLUE)));
        }
    }

    @Test
    void refusedTableChangesNothingAndIsReportedWithItsReason() {
        var bad =
                new RouteTable(
                        2,
                        List.of(
                                Tables.route(
                                        UUID.randomUUID(),
                                        Tables.HOST,
                                        0,
                                        new Route.Target(
                                                GREEN,
                                                Tables.digest(GREEN),
                                                1,
                                                List.of(
                                                        new Route.Upstream(
                                                                UUID.randomUUID(),
                                                                "8.8.8.8",
                                                                80))))));
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())))) {
            edge.controlPlane().serve(bad);

            await().until(() -> last(edge).refused() != null);
            assertThat(last(edge).refused()).contains("table 2").contains("8.8.8.8");
            assertThat(last(edge).appliedVersion()).isEqualTo(1);
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("blue");
            // It waits for another table instead of asking for this one over and over.
            int asked = edge.controlPlane().requests().size();

            edge.serve(Tables.table(3, Tables.target(GREEN, green.port())));

            assertThat(edge.controlPlane().requests().size()).isLessThanOrEqualTo(asked + 2);
            await().until(() -> last(edge).refused() == null);
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("green");
        }
    }

    @Test
    void tableThatCannotBeKeptIsNotServedUntilItCan() throws IOException {
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())))) {
            Path inTheWay = dataDir.resolve("routes.json.new");
            Files.createDirectory(inTheWay);
            Files.writeString(inTheWay.resolve("x"), "x");
            edge.controlPlane().serve(Tables.table(2, Tables.target(GREEN, green.port())));
            await().until(() -> last(edge).refused() != null);
            assertThat(last(edge).refused()).contains("cannot be kept");
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("blue");

            Files.delete(inTheWay.resolve("x"));
            Files.delete(inTheWay);

            await().atMost(Duration.ofSeconds(20)).until(() -> last(edge).appliedVersion() == 2);
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("green");
        }
    }

    @Test
    void lowerVersionOfARestoredControlPlaneIsFollowed() {
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(9, Tables.target(BLUE, blue.port())))) {
            edge.serve(Tables.table(4, Tables.target(GREEN, green.port())));

            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("green");
            assertThat(edge.controlPlane().requests()).contains("GET table after=9&waitMs=0");
        }
    }

    @Test
    void edgeServesOnWhileTheControlPlaneIsDownAndCatchesUpAlone() {
        try (var blue = SimulatedApp.saying("blue");
                var green = SimulatedApp.saying("green");
                var edge =
                        EdgeUnderTest.serving(
                                dataDir, Tables.table(1, Tables.target(BLUE, blue.port())))) {
            edge.controlPlane().stop();
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("blue");
            edge.controlPlane().serve(Tables.table(2, Tables.target(GREEN, green.port())));

            edge.controlPlane().start();

            await().atMost(Duration.ofSeconds(15))
                    .until(() -> edge.controlPlane().appliedVersion() == 2);
            assertThat(RawClient.get(edge.port(), Tables.HOST, "/").text()).isEqualTo("green");
        }
    }

    @Test
    void healthReadinessAndMetricsAreToldOnLoopback() {
        try (var blue = SimulatedApp.saying("blue");
                var edge = EdgeUnderTest.start(dataDir, Map.of())) {
            int admin = edge.edge().adminPort();
            assertThat(RawClient.get(admin, "x", "/healthz").status()).isEqualTo(200);
            assertThat(RawClient.get(admin, "x", "/readyz").status()).isEqualTo(503);
            edge.serve(Tables.table(5, Tables.target(BLUE, blue.port())));
            RawClient.get(edge.port(), Tables.HOST, "/");
            RawClient.get(edge.port(), "other", "/");

            assertThat(RawClient.get(admin, "x", "/readyz").text()).isEqualTo("serving table 5\n");
            assertThat(RawClient.get(admin, "x", "/metrics").text())
                    .contains("autostack_edge_table_version 5\n")
                    .contains(
                            "autostack_edge_requests_total{route=\""
                                    + Tables.routeId()
                                    + "\",release=\""
                                    + BLUE
                                    + "\"} 1\n")
                    .contains("autostack_edge_unrouted_total{reason=\"unknown_host\"} 1\n")
                    .contains("le=\"+Inf\"} 1\n");
        }
    }
}
