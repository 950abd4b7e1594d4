package dev.autostack.standalone;

import dev.autostack.controlplane.access.ApiKeys;
import dev.autostack.controlplane.account.LocalOperator;
import dev.autostack.controlplane.account.SetupLink;
import dev.autostack.controlplane.agent.LocalHost;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.worker.Enrolments;
import dev.autostack.protocol.EnrolmentKind;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts that the machine's owner, the scripts and the edge find in the data folder: {@code
 * setup-link} until there is an owner, {@code operator-key} for scripts, {@code edge-token} until
 * an edge has enrolled. Kept good by a timer, since links and tokens expire.
 */
final class LocalFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Database database;
    private final ApiKeys keys;
    private final LocalOperator operator;
    private final SetupLink setup;
    private final String publicUrl;
    private final PrivateFile setupLink;
    private final Enrolments enrolments;
    private final UUID host;
    private final PrivateFile operatorKey;
    private final PrivateFile edgeToken;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("local-files").factory());

    LocalFiles(ApplicationContext context, Path home, String publicUrl) {
        this.publicUrl = publicUrl;
        this.setup = context.getBean(SetupLink.class);
        this.setupLink = new PrivateFile(home.resolve("setup-link"));
        this.database = context.getBean(Database.class);
        this.keys = context.getBean(ApiKeys.class);
        this.operator = context.getBean(LocalOperator.class);
        this.enrolments = context.getBean(Enrolments.class);
        this.host = context.getBean(LocalHost.class).id();
        this.operatorKey = new PrivateFile(home.resolve("operator-key"));
        this.edgeToken = new PrivateFile(home.resolve("edge-token"));
    }

    /** Writes what is missing before it returns, then keeps it good. */
    void start() throws IOException {
        refresh();
        var _ =
                timer.scheduleWithFixedDelay(
                        this::refreshQuietly,
                        EVERY.toSeconds(),
                        EVERY.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private void refreshQuietly() {
        try {
            refresh();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the files in the data folder were not renewed: {}", e.getMessage());
        }
    }

    private void refresh() throws IOException {
        String key = operatorKey.read();
        if (key.isEmpty() || !keys.isGood(key)) {
            operatorKey.write(operator.issueKey());
        }
        if (setup.needed()) {
            // A link that was handed out stays good until a new one is due.
            if (setupLink.read().isEmpty() || age(setupLink) > SetupLink.LIFE.toHours() / 2) {
                setupLink.write(publicUrl + "/setup#token=" + setup.issue());
            }
        } else {
            setupLink.delete();
        }
        boolean edgeEnrolled =
                database.sql("select 1 from edge where host_id = ? and disabled_at is null", host)
                        .exists();
        if (edgeEnrolled) {
            edgeToken.delete();
        } else {
            edgeToken.write(enrolments.issue(EnrolmentKind.EDGE, null, host).token());
        }
    }

    private static long age(PrivateFile file) throws IOException {
        return Duration.between(
                        Files.getLastModifiedTime(file.path()).toInstant(),
                        InstantSource.system().instant())
                .toHours();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
