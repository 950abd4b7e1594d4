package dev.autostack.agent.health;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Asks one question. The published port is served by docker-proxy, which accepts also when nothing
 * listens inside: so an HTTP question goes the edge's way, through the published port, but whether
 * something listens at all is asked at the container's own address.
 */
public final class Prober {
    /** After a connection through docker-proxy: nothing inside means that it closes at once. */
    private static final Duration PROXY_CLOSES = Duration.ofMillis(150);

    /** Debuggers and the like: they listen beside the app, never instead of it. */
    private static final List<Integer> SIDE_PORTS = List.of(9229, 9230, 5005);

    private final Engine engine;
    private final Path proc;
    private final InstantSource clock;

    public Prober(Engine engine, Path proc, InstantSource clock) {
        this.engine = engine;
        this.proc = proc;
        this.clock = clock;
    }

    /** Ends by {@code timeout} (command probes: and a few seconds of the engine). */
    public Answer ask(Probe probe, Asked asked, Duration timeout, Instant startedAt) {
        return switch (probe) {
            case Probe.Http http -> http(http, asked, timeout, startedAt);
            case Probe.Tcp _ -> tcp(asked, timeout, startedAt);
            case Probe.Command command -> command(command, asked, timeout);
        };
    }

    private Answer http(Probe.Http probe, Asked asked, Duration timeout, Instant startedAt) {
        String path = probe.path().startsWith("/") ? probe.path() : "/" + probe.path();
        try {
            int status = HttpQuestion.status(asked.hostPort(), path, timeout);
            if (status >= probe.minStatus() && status <= probe.maxStatus()) {
                return new Answer.Good();
            }
            Cause cause =
                    Causes.unexpectedStatus(path, status, probe.minStatus(), probe.maxStatus());
            // 503 and 429 are how servers say "not yet".
            return new Answer.Bad(cause, status != 503 && status != 429);
        } catch (SocketTimeoutException _) {
            return new Answer.Bad(Causes.timesOut("GET " + path, timeout.toMillis()), false);
        } catch (HttpQuestion.ClosedWithoutAnswer | SocketException _) {
            return unanswered(asked, timeout, startedAt);
        } catch (IOException e) {
            return new Answer.Bad(Causes.probeFailed(String.valueOf(e.getMessage())), false);
        }
    }

    /** Nothing came back through the published port: is anything there? */
    private Answer unanswered(Asked asked, Duration timeout, Instant startedAt) {
        return switch (knock(asked, timeout)) {
            case OPEN -> new Answer.Bad(Causes.closesConnections(asked.containerPort()), false);
            case SHUT, SILENT -> notListening(asked, startedAt);
        };
    }

    private Answer tcp(Asked asked, Duration timeout, Instant startedAt) {
        return switch (knock(asked, timeout)) {
            case OPEN -> new Answer.Good();
            case SHUT -> notListening(asked, startedAt);
            case SILENT ->
                    new Answer.Bad(
                            Causes.timesOut(
                                    "A connection to port " + asked.containerPort(),
                                    timeout.toMillis()),
                            false);
        };
    }

    private enum Knock {
        OPEN,
        SHUT,
        SILENT
    }

    private static Knock knock(Asked asked, Duration timeout) {
        int millis = (int) Math.max(1, timeout.toMillis());
        try (var socket = new Socket()) {
            if (asked.address() != null) {
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.ofLiteral(asked.address()), asked.containerPort()),
                        millis);
                return Knock.OPEN;
            }
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), asked.hostPort()),
                    millis);
            return staysOpen(socket) ? Knock.OPEN : Knock.SHUT;
        } catch (ConnectException _) {
            return Knock.SHUT;
        } catch (SocketTimeoutException _) {
            return Knock.SILENT;
        } catch (IOException _) {
            return Knock.SHUT;
        }
    }

    private static boolean staysOpen(Socket socket) throws IOException {
        socket.setSoTimeout((int) PROXY_CLOSES.toMillis());
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (SocketException _) {
            return false;
        }
    }

    /** Says where the app listens instead, if anywhere. */
    private Answer notListening(Asked asked, Instant startedAt) {
        int port = asked.containerPort();
        Optional<List<Listening.Socket>> sockets = Listening.of(proc, asked.pid());
        if (sockets.isPresent()) {
            for (Listening.Socket socket : sockets.get()) {
                if (socket.port() == port && !socket.open()) {
                    return new Answer.Bad(
                            Causes.listensOnLoopback(port, socket.address().getHostAddress()),
                            true);
                }
            }
            List<Integer> others =
                    sockets.get().stream()
                            .map(Listening.Socket::port)
                            .filter(other -> other != port && !SIDE_PORTS.contains(other))
                            .distinct()
                            .sorted()
                            .toList();
            if (!others.isEmpty()) {
                return new Answer.Bad(Causes.listensOnOtherPort(port, others), true);
            }
        }
        long seconds = Duration.between(startedAt, clock.instant()).toSeconds();
        return new Answer.Bad(Causes.notListening(port, seconds), false);
    }

    private Answer command(Probe.Command probe, Asked asked, Duration timeout) {
        try {
            int code = engine.containers().execute(asked.containerId(), probe.arguments(), timeout);
            return code == 0
                    ? new Answer.Good()
                    : new Answer.Bad(Causes.commandFailed(code), code == 126 || code == 127);
        } catch (EngineProblem.NotAnswering e) {
            return e.action().equals("run exec")
                    ? new Answer.Bad(
                            Causes.timesOut("The health command", timeout.toMillis()), false)
                    : new Answer.Unasked(Causes.engineNotAnswering(e.action()));
        } catch (EngineProblem.Refused e) {
            return new Answer.Bad(Causes.probeFailed(e.reason()), false);
        } catch (EngineProblem.Interrupted e) {
            return new Answer.Unasked(Causes.engineNotAnswering(e.action()));
        }
    }
}
