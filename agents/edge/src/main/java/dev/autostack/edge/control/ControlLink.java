package dev.autostack.edge.control;

import dev.autostack.edge.config.EdgeConfig;
import dev.autostack.edge.config.EdgeConfig.ControlPlane;
import dev.autostack.edge.control.ControlPlaneClient.Answer;
import dev.autostack.edge.proxy.ProxyServer;
import dev.autostack.protocol.EdgeReport;
import dev.autostack.protocol.EnrolmentGrant;
import dev.autostack.protocol.EnrolmentKind;
import dev.autostack.protocol.EnrolmentRequest;
import dev.autostack.protocol.RouteTable;
import io.micronaut.serde.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in touch with the control plane: enrols once, then one thread waits for tables and another
 * reports. Nothing here is needed to serve; when all of it fails the edge goes on with what it has.
 */
public final class ControlLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLink.class);
    private static final int WAIT_MS = 25_000;
    private static final Duration DRAINING = Duration.ofSeconds(1);

    private final ControlPlaneClient client;
    private final ControlPlane settings;
    private final String name;
    private final String version;
    private final Credentials credentials;
    private final TableSwitch tables;
    private final ProxyServer proxy;
    private final InstantSource clock;
    private final Duration calm;
    private final UUID startId = UUID.randomUUID();
    private final CountDownLatch enrolled = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Semaphore reportNow = new Semaphore(0);
    private final UnreportedCounters counters;
    private final Thread poller;
    private final Thread reporter;
    private volatile String credential = "";
    private volatile @Nullable String trouble;

    public ControlLink(
            Vertx vertx,
            EdgeConfig config,
            ControlPlane settings,
            String version,
            ObjectMapper json,
            TableSwitch tables,
            ProxyServer proxy,
            InstantSource clock) {
        this.client = new ControlPlaneClient(vertx, settings.url(), json);
        this.settings = settings;
        this.calm = config.timeouts().report();
        this.name = config.name();
        this.version = version;
        this.credentials = new Credentials(config.dataDir(), json);
        this.tables = tables;
        this.proxy = proxy;
        this.clock = clock;
        this.counters = new UnreportedCounters(clock);
        this.poller = Thread.ofPlatform().name("table-poll").daemon().unstarted(this::poll);
        this.reporter = Thread.ofPlatform().name("report").daemon().unstarted(this::report);
    }

    public void start() {
        poller.start();
        reporter.start();
    }

    /** Why the control plane could not be reached at the last try, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closing.countDown();
        enrolled.countDown();
        reportNow.release();
        // No interrupts: one that hits while a file is written would lose the file.
        client.close();
        join(poller);
        join(reporter);
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    // ---- tables

    private void poll() {
        var backoff = new Backoff(RandomGenerator.getDefault());
        if (!enrol(backoff)) {
            return;
        }
        enrolled.countDown();
        long seen = tables.applied();
        while (!isClosing()) {
            try {
                seen = ask(seen, backoff);
            } catch (RuntimeException e) {
                // This thread is the only way a table comes in; nothing may end it.
                log.error("Taking a table failed", e);
                pause(backoff.next());
            }
        }
    }

    private long ask(long seen, Backoff backoff) {
        switch (client.table(credential, seen, WAIT_MS)) {
            case Answer.Got<RouteTable>(RouteTable table) -> {
                ok(backoff);
                return take(table, seen, backoff);
            }
            case Answer.Nothing<RouteTable> _ -> ok(backoff);
            case Answer.Refused<RouteTable>(int status, String code, String message) ->
                    failed("it answers " + status + " " + code + ": " + message, backoff);
            case Answer.Unreachable<RouteTable>(String why) -> failed(why, backoff);
        }
        return seen;
    }

    /**
     * The control plane is the truth: a lower version is its word too, after its database was
     * restored. Because an older answer could also come from a cache on the way or a replica that
     * lags, a lower one counts only when a second question, without waiting, gets it again.
     *
     * @return the version to ask on from
     */
    private long take(RouteTable table, long seen, Backoff backoff) {
        if (table.version() < tables.applied()) {
            Answer<RouteTable> again = client.table(credential, tables.applied(), 0);
            if (!(again instanceof Answer.Got<RouteTable>(RouteTable second))
                    || second.version() != table.version()) {
                pause(backoff.next());
                return seen;
            }
            log.warn(
                    "The control plane went back from table {} to {}; following it",
                    tables.applied(),
                    table.version());
        }
        return switch (tables.offer(table)) {
            case APPLIED -> {
                reportNow.release();
                yield table.version();
            }
            case INVALID -> {
                reportNow.release();
                // The same table would be refused again, so wait for another one.
                yield table.version();
            }
            case NOT_KEPT -> {
                reportNow.release();
                pause(backoff.next());
                yield seen;
            }
        };
    }

    private boolean enrol(Backoff backoff) {
        try {
            EnrolmentGrant known = credentials.load();
            if (known != null) {
                credential = known.credential();
                return true;
            }
        } catch (IOException e) {
            log.error(
                    "The credential on the disk cannot be read; delete it and enrol again: {}",
                    e.toString());
            trouble = "the credential cannot be read";
            return false;
        }
        String refused = null;
        while (!isClosing()) {
            String token = token();
            if (token == null || token.equals(refused)) {
                failed(
                        token == null
                                ? "no credential, and no token is set: create an edge token"
                                : "the enrolment token was used or has expired: create a new one",
                        backoff);
                continue;
            }
            var request = new EnrolmentRequest(token, EnrolmentKind.EDGE, name, version);
            switch (client.redeem(request)) {
                case Answer.Got<EnrolmentGrant>(EnrolmentGrant grant) -> {
                    credential = grant.credential();
                    ok(backoff);
                    return keep(grant);
                }
                case Answer.Refused<EnrolmentGrant>(int status, String code, String message) -> {
                    if (status == 401) {
                        refused = token;
                    }
                    failed("it answers " + status + " " + code + ": " + message, backoff);
                }
                case Answer.Nothing<EnrolmentGrant> _ -> failed("it answers nothing", backoff);
                case Answer.Unreachable<EnrolmentGrant>(String why) -> failed(why, backoff);
            }
        }
        return false;
    }

    private @Nullable String token() {
        Path file = settings.tokenFile();
        if (settings.token() != null || file == null) {
            return settings.token();
        }
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? null : text;
        } catch (IOException e) {
            return null;
        }
    }

    /** A credential that cannot be kept still serves until the next start. */
    private boolean keep(EnrolmentGrant grant) {
        try {
            credentials.save(grant);
        } catch (IOException e) {
            log.error(
                    "The credential cannot be kept; the next start needs a new token: {}",
                    e.toString());
        }
        return true;
    }

    private void ok(Backoff backoff) {
        if (trouble != null) {
            log.info("The control plane answers again");
        }
        trouble = null;
        backoff.reset();
    }

    private void failed(String why, Backoff backoff) {
        if (isClosing()) {
            return;
        }
        if (trouble == null) {
            log.warn(
                    "The control plane does not help; serving on with table {}: {}",
                    tables.applied(),
                    why);
        }
        trouble = why;
        pause(backoff.next());
    }

    private void pause(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- reports

    private void report() {
        var backoff = new Backoff(RandomGenerator.getDefault());
        try {
            enrolled.await();
            while (!isClosing()) {
                if (reportNow.tryAcquire(reportOnce(backoff).toMillis(), TimeUnit.MILLISECONDS)) {
                    reportNow.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @return how long to wait for the next one
     */
    private Duration reportOnce(Backoff backoff) {
        try {
            EdgeReport report = newest();
            if (client.report(credential, report) instanceof Answer.Nothing<Void>) {
                counters.reported(report.counters());
                backoff.reset();
                boolean often = calm.compareTo(DRAINING) > 0 && proxy.isDraining();
                return often ? DRAINING : calm;
            }
        } catch (RuntimeException e) {
            log.error("Reporting failed", e);
        }
        return backoff.next();
    }

    private EdgeReport newest() {
        return new EdgeReport(
                startId,
                tables.applied(),
                clock.instant(),
                version,
                tables.refused(),
                counters.of(proxy.counters()),
                proxy.leaving());
    }
}
