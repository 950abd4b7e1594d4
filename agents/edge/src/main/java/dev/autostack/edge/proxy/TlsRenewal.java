package dev.autostack.edge.proxy;

import dev.autostack.edge.config.EdgeConfig.Tls;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the TLS files from time to time and hands on what was renewed. Files that cannot be used
 * change nothing: a renewal writes two files one after the other, so a wrong pair may be half of
 * one.
 */
final class TlsRenewal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsRenewal.class);

    private final Vertx vertx;
    private final Tls files;
    private final Consumer<TlsIdentity> renewed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher;

    // Of the watcher thread.
    private TlsIdentity present;
    private @Nullable String fault;

    TlsRenewal(Vertx vertx, Tls files, TlsIdentity present, Consumer<TlsIdentity> renewed) {
        this.vertx = vertx;
        this.files = files;
        this.present = present;
        this.renewed = renewed;
        this.watcher = Thread.ofPlatform().name("tls-files").daemon().unstarted(this::watch);
    }

    void start() {
        watcher.start();
    }

    private void watch() {
        try {
            while (!closing.await(files.reload().toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            TlsIdentity now = TlsIdentity.read(files, vertx);
            if (!now.isSameAs(present)) {
                renewed.accept(now);
                present = now;
                log.info(
                        "New connections get the renewed certificate, good until {}",
                        now.notAfter());
            }
            fault = null;
        } catch (TlsIdentity.Unusable e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failed(e.toString());
        }
    }

    /** Said once, not at every look. */
    private void failed(String why) {
        if (!why.equals(fault)) {
            fault = why;
            log.warn("Going on with the certificate from before: {}", why);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
