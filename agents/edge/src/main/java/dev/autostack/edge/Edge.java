package dev.autostack.edge;

import dev.autostack.edge.admin.AdminServer;
import dev.autostack.edge.config.EdgeConfig;
import dev.autostack.edge.config.EdgeConfig.ControlPlane;
import dev.autostack.edge.control.ControlLink;
import dev.autostack.edge.control.TableSwitch;
import dev.autostack.edge.measure.AccessLog;
import dev.autostack.edge.proxy.ProxyServer;
import dev.autostack.edge.route.TableStore;
import io.micronaut.serde.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running edge. Starting it is: lock the data directory, serve the table on the disk, and only
 * then ask the control plane for a newer one.
 */
public final class Edge implements AutoCloseable {
    static {
        // Read once by Vert.x when its classes load: the JDK's resolver is enough for one host
        // name.
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    private final Vertx vertx;
    private final AccessLog accessLog;
    private final ProxyServer proxy;
    private final AdminServer admin;
    private final @Nullable ControlLink link;
    private final FileChannel lock;
    private final int httpPort;
    private final int tlsPort;
    private final int adminPort;

    private Edge(EdgeConfig config, InstantSource clock, FileChannel lock) {
        this.lock = lock;
        ObjectMapper json = ObjectMapper.getDefault();
        vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(config.eventLoops())
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(1)
                                .setPreferNativeTransport(config.nativeTransport())
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        accessLog = new AccessLog(config.accessLog(), clock);
        proxy = new ProxyServer(vertx, config, accessLog, clock);
        proxy.start();
        httpPort = proxy.httpPort();
        tlsPort = proxy.tlsPort();
        Set<Integer> ownPorts = new HashSet<>(Set.of(httpPort));
        if (tlsPort > 0) {
            ownPorts.add(tlsPort);
        }
        if (config.adminPort() > 0) {
            ownPorts.add(config.adminPort());
        }
        var tables = new TableSwitch(proxy, new TableStore(config.dataDir(), json), ownPorts);
        tables.restore();
        ControlPlane control = config.controlPlane();
        link =
                control == null
                        ? null
                        : new ControlLink(
                                vertx, config, control, version(), json, tables, proxy, clock);
        admin =
                new AdminServer(
                        vertx,
                        proxy,
                        tables,
                        accessLog,
                        () -> link == null ? null : link.trouble());
        adminPort = admin.start(config.adminPort());
        if (link != null) {
            link.start();
        }
    }

    /**
     * Returns when it serves.
     *
     * @throws IllegalStateException when the data directory or a port cannot be had
     */
    public static Edge start(EdgeConfig config, InstantSource clock) {
        return new Edge(config, clock, locked(config.dataDir()));
    }

    private static FileChannel locked(Path dataDir) {
        try {
            if (!Files.exists(dataDir)) {
                Files.createDirectories(
                        dataDir,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel =
                    FileChannel.open(
                            dataDir.resolve("edge.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new IllegalStateException("Another edge uses the data directory " + dataDir);
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("Another edge uses the data directory " + dataDir, e);
        } catch (IOException e) {
            throw new IllegalStateException("The data directory cannot be used: " + e, e);
        }
    }

    /** The software version, or {@code dev} when it runs from class files. */
    static String version() {
        String version = Edge.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    public int httpPort() {
        return httpPort;
    }

    /** 0 when TLS is off. */
    public int tlsPort() {
        return tlsPort;
    }

    public int adminPort() {
        return adminPort;
    }

    /** Takes no more connections, lets requests end within their time, then ends. */
    @Override
    public void close() {
        admin.stopping();
        proxy.drain();
        if (link != null) {
            link.close();
        }
        admin.close();
        accessLog.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            org.slf4j.LoggerFactory.getLogger(Edge.class)
                    .warn("Vert.x did not end: {}", e.toString());
        }
        try {
            lock.close();
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Edge.class).debug("Unlocking: {}", e.toString());
        }
    }
}
