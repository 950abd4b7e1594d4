package dev.autostack.edge.testing;

import dev.autostack.edge.Edge;
import dev.autostack.edge.config.EdgeConfig;
import dev.autostack.edge.config.Settings;
import dev.autostack.protocol.RouteTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** An edge in this JVM on free ports, with a control plane of its own. */
public final class EdgeUnderTest implements AutoCloseable {
    private final SimulatedControlPlane controlPlane = new SimulatedControlPlane();
    private final Edge edge;

    private EdgeUnderTest(Path dataDir, Map<String, String> more) {
        Map<String, String> environment = settings(dataDir);
        environment.put("AUTOSTACK_EDGE_CONTROL_PLANE_URL", controlPlane.url().toString());
        environment.put("AUTOSTACK_EDGE_TOKEN", SimulatedControlPlane.TOKEN);
        environment.putAll(more);
        EdgeConfig config = Settings.read(environment);
        edge = Edge.start(config, Clock.systemUTC());
    }

    /** What every edge of the tests has in common, as environment variables. */
    public static Map<String, String> settings(Path dataDir) {
        return new HashMap<>(
                Map.of(
                        "AUTOSTACK_EDGE_DATA_DIR", dataDir.toString(),
                        "AUTOSTACK_EDGE_HTTP_HOST", "127.0.0.1",
                        "AUTOSTACK_EDGE_HTTP_PORT", "0",
                        "AUTOSTACK_EDGE_ADMIN_PORT", "0",
                        "AUTOSTACK_EDGE_EVENT_LOOPS", "2",
                        "AUTOSTACK_EDGE_NAME", "test",
                        "AUTOSTACK_EDGE_REPORT_MS", "100",
                        "AUTOSTACK_EDGE_SHUTDOWN_GRACE_MS", "2000"));
    }

    /** {@code more}: settings by their environment variable without the prefix. */
    public static EdgeUnderTest start(Path dataDir, Map<String, String> more) {
        Map<String, String> prefixed = new HashMap<>();
        more.forEach((key, value) -> prefixed.put("AUTOSTACK_EDGE_" + key, value));
        return new EdgeUnderTest(dataDir, prefixed);
    }

    public static EdgeUnderTest serving(Path dataDir, RouteTable table) {
        EdgeUnderTest edge = start(dataDir, Map.of());
        edge.serve(table);
        return edge;
    }

    public Edge edge() {
        return edge;
    }

    public int port() {
        return edge.httpPort();
    }

    public SimulatedControlPlane controlPlane() {
        return controlPlane;
    }

    /** Returns when the edge confirmed the table. */
    public void serve(RouteTable table) {
        controlPlane.serve(table);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> controlPlane.appliedVersion() == table.version());
    }

    @Override
    public void close() {
        edge.close();
        controlPlane.close();
    }
}
