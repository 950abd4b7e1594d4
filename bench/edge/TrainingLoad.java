import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * An app and its users in one: {@code java TrainingLoad.java APP-PORT EDGE-PORT SECONDS}. Prints how
 * many requests went through; ends with 1 when any went wrong.
 */
public final class TrainingLoad {
    private static final int USERS = 16;

    private TrainingLoad() {}

    public static void main(String[] args) throws Exception {
        HttpServer app =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                        64);
        app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        byte[] body = "x".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
        app.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        app.start();
        int edge = Integer.parseInt(args[1]);
        long until = System.nanoTime() + Long.parseLong(args[2]) * 1_000_000_000L;
        List<Thread> users = new ArrayList<>();
        long[] done = new long[USERS];
        for (int i = 0; i < USERS; i++) {
            int user = i;
            users.add(Thread.startVirtualThread(() -> done[user] = use(edge, until, user)));
        }
        long sum = 0;
        boolean failed = false;
        for (int i = 0; i < USERS; i++) {
            users.get(i).join();
            failed |= done[i] < 0;
            sum += Math.max(0, done[i]);
        }
        System.out.println(sum + " requests" + (failed ? ", some failed" : ""));
        System.exit(failed ? 1 : 0);
    }

    private static long use(int port, long until, int user) {
        String method = user % 8 == 0 ? "POST" : "GET";
        String request =
                method + " /path/" + user + "?q=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: training\r\n"
                        + "Accept: text/html,*/*\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n"
                        + (method.equals("POST") ? "Content-Length: 5\r\n\r\nhello" : "\r\n");
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        long count = 0;
        while (System.nanoTime() - until < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                for (int i = 0; i < 1_000 && System.nanoTime() - until < 0; i++) {
                    out.write(bytes);
                    if (!isOk(in)) {
                        return -1;
                    }
                    count++;
                }
            } catch (IOException e) {
                return -1;
            }
        }
        return count;
    }

    private static boolean isOk(InputStream in) throws IOException {
        var head = new StringBuilder(512);
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            head.append((char) b);
        }
        return head.toString().startsWith("HTTP/1.1 200") && in.readNBytes(1_024).length == 1_024;
    }
}
