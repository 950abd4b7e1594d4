import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hands route tables to an edge under measurement: {@code java BenchControlPlane.java PORT BLUE
 * GREEN}. {@code POST /switch} sends the host "localhost" to the other port and answers once the
 * edge has confirmed the new table.
 */
public final class BenchControlPlane {
    private static final String ID = "11111111-1111-4111-8111-11111111111%d";
    private static final Pattern APPLIED = Pattern.compile("\"appliedVersion\":(\\d+)");

    private final int[] ports;
    private long version = 1;
    private long applied;

    private BenchControlPlane(int blue, int green) {
        ports = new int[] {blue, green};
    }

    public static void main(String[] args) throws IOException {
        var plane = new BenchControlPlane(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                        50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/enrolments/redeem", plane::redeem);
        server.createContext("/api/edge/table", plane::table);
        server.createContext("/api/edge/report", plane::report);
        server.createContext("/switch", plane::change);
        server.start();
    }

    private void redeem(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"id\":\"" + ID.formatted(1) + "\",\"hostId\":\"" + ID.formatted(2)
                        + "\",\"credential\":\"ase_bench\"}");
    }

    private void table(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        long after = Long.parseLong(query.replaceAll(".*after=(\\d+).*", "$1"));
        long deadline =
                System.nanoTime()
                        + Long.parseLong(query.replaceAll(".*waitMs=(\\d+).*", "$1")) * 1_000_000;
        String table = null;
        synchronized (this) {
            while (version == after && deadline - System.nanoTime() > 0) {
                pause(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
            if (version != after) {
                table = table();
            }
        }
        answer(exchange, table == null ? 204 : 200, table == null ? "" : table);
    }

    private String table() {
        int at = (int) (version % 2);
        String id = ID.formatted(3 + at);
        return "{\"version\":" + version + ",\"routes\":[{\"routeId\":\"" + ID.formatted(0)
                + "\",\"projectId\":\"" + ID.formatted(0) + "\",\"environmentId\":\""
                + ID.formatted(0) + "\",\"host\":\"localhost\",\"drainMs\":10000,\"targets\":["
                + "{\"releaseId\":\"" + id + "\",\"digest\":\"sha256:" + "0".repeat(64)
                + "\",\"weight\":1,\"upstreams\":[{\"instanceId\":\"" + id
                + "\",\"address\":\"127.0.0.1\",\"port\":" + ports[1 - at] + "}]}]}]}";
    }

    private void report(HttpExchange exchange) throws IOException {
        Matcher found =
                APPLIED.matcher(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        synchronized (this) {
            applied = found.find() ? Long.parseLong(found.group(1)) : applied;
            notifyAll();
        }
        answer(exchange, 204, "");
    }

    private void change(HttpExchange exchange) throws IOException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        boolean done;
        synchronized (this) {
            version++;
            notifyAll();
            while (applied != version && deadline - System.nanoTime() > 0) {
                pause(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
            done = applied == version;
        }
        answer(exchange, done ? 200 : 500, "applied " + applied + "\n");
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
