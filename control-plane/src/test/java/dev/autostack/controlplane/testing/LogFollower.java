package dev.autostack.controlplane.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reader of a live log over a real WebSocket. */
public final class LogFollower implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern SEQ = Pattern.compile("\\{\"seq\":(\\d+),");
    private static final Pattern GAP =
            Pattern.compile("\"type\":\"gap\",\"from\":(\\d+),\"to\":(\\d+)");

    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean closed;
    private volatile boolean reading = true;
    private @Nullable WebSocket socket;

    private LogFollower() {}

    /** {@code origin} empty: none is sent. */
    public static LogFollower open(
            TestServer server,
            UUID deployment,
            String stream,
            long after,
            String ticket,
            String origin) {
        LogFollower follower = new LogFollower();
        URI http =
                server.uri(
                        "/api/deployments/%s/logs/stream?stream=%s&after=%d&ticket=%s"
                                .formatted(deployment, stream, after, ticket));
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        follower.socket =
                builder.buildAsync(URI.create("ws" + http.toString().substring(4)), follower)
                        .join();
        return follower;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        if (reading) {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed = true;
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed = true;
    }

    /** Lets the connection fill up. */
    public void stopReading() {
        reading = false;
    }

    /** Drops the connection without a farewell. */
    public void cut() {
        if (socket != null) {
            socket.abort();
        }
    }

    public List<String> frames() {
        return List.copyOf(frames);
    }

    public long count(String type) {
        return frames.stream()
                .filter(frame -> frame.startsWith("{\"type\":\"" + type + "\""))
                .count();
    }

    public boolean ended() {
        return count("end") > 0;
    }

    public boolean closed() {
        return closed;
    }

    /** The numbers of the lines in the order they came. */
    public List<Long> seqs() {
        List<Long> all = new ArrayList<>();
        for (String frame : frames) {
            Matcher matcher = SEQ.matcher(frame);
            while (matcher.find()) {
                all.add(Long.valueOf(matcher.group(1)));
            }
        }
        return all;
    }

    public long lastSeq() {
        List<Long> all = seqs();
        return all.isEmpty() ? 0 : all.getLast();
    }

    /** How many lines came or were said to be missing. */
    public long gapsAndLines() {
        long count = seqs().size();
        for (String frame : frames) {
            Matcher matcher = GAP.matcher(frame);
            if (matcher.find()) {
                count += Long.parseLong(matcher.group(2)) - Long.parseLong(matcher.group(1)) + 1;
            }
        }
        return count;
    }
}
