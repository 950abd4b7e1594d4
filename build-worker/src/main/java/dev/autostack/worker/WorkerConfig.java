package dev.autostack.worker;

import dev.autostack.worker.log.LogRate;
import dev.autostack.worker.source.SourceLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a worker; {@code build-worker/README.md} lists them for people.
 *
 * @param data folder of this worker alone: credential, mirrors, workspaces, its engines
 * @param name 1 to 63 characters, shown to people
 * @param slots builds at the same time
 * @param enrolmentToken one-time token, needed until the credential is kept
 * @param shutdownGrace how long {@link BuildWorker#close} waits for running builds
 */
public record WorkerConfig(
        URI controlPlane,
        Path data,
        String name,
        int slots,
        @Nullable String enrolmentToken,
        Sources sources,
        Engine engine,
        LogRate logRate,
        Duration heartbeat,
        Duration shutdownGrace) {

    public WorkerConfig {
        if (slots < 1 || slots > 64) {
            throw new IllegalArgumentException("A worker has 1 to 64 slots.");
        }
        if (name.isBlank() || name.length() > 63) {
            throw new IllegalArgumentException("A worker's name has 1 to 63 characters.");
        }
        data = data.toAbsolutePath().normalize();
    }

    /**
     * Where sources may come from.
     *
     * @param allowedPrivateHosts hosts, as they stand in URLs, that may have a loopback or private
     *     address and be reached without encryption
     * @param environment variables for git: certificates and proxies
     */
    public record Sources(
            Set<String> allowedPrivateHosts, SourceLimits limits, Map<String, String> environment) {
        public Sources {
            allowedPrivateHosts = Set.copyOf(allowedPrivateHosts);
            environment = Map.copyOf(environment);
        }
    }

    /** Which engine builds. */
    public enum EngineMode {
        /** One of the worker's own per slot where that is possible, else the host's. */
        AUTO,
        /** One of the worker's own per slot; refuses to start where that is impossible. */
        DEDICATED,
        /** The host's. */
        SHARED
    }

    /**
     * How images are built.
     *
     * @param socket of the host's engine
     * @param cli Docker client, null to look for one
     * @param diskBytes size of a dedicated engine's disk
     * @param allowedNetworks CIDR blocks that builds may reach besides public addresses
     * @param extraCertificates PEM file with further certificate authorities for builds, or null
     */
    public record Engine(
            EngineMode mode,
            Path socket,
            @Nullable Path cli,
            long diskBytes,
            Set<String> allowedNetworks,
            @Nullable Path extraCertificates) {
        public Engine {
            allowedNetworks = Set.copyOf(allowedNetworks);
        }
    }

    /** Two slots, public sources only, the best engine the host allows. */
    public static WorkerConfig standard(URI controlPlane, Path data, String name) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                2,
                null,
                new Sources(Set.of(), SourceLimits.standard(), Map.of()),
                new Engine(
                        EngineMode.AUTO,
                        Path.of("/var/run/docker.sock"),
                        null,
                        20L << 30,
                        Set.of(),
                        null),
                LogRate.standard(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    public WorkerConfig withSlots(int number) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                number,
                enrolmentToken,
                sources,
                engine,
                logRate,
                heartbeat,
                shutdownGrace);
    }

    public WorkerConfig withEnrolmentToken(@Nullable String token) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                slots,
                token,
                sources,
                engine,
                logRate,
                heartbeat,
                shutdownGrace);
    }

    public WorkerConfig withSources(Sources other) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                slots,
                enrolmentToken,
                other,
                engine,
                logRate,
                heartbeat,
                shutdownGrace);
    }

    public WorkerConfig withEngine(Engine other) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                slots,
                enrolmentToken,
                sources,
                other,
                logRate,
                heartbeat,
                shutdownGrace);
    }

    public WorkerConfig withLogRate(LogRate rate) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                slots,
                enrolmentToken,
                sources,
                engine,
                rate,
                heartbeat,
                shutdownGrace);
    }

    public WorkerConfig withTiming(Duration heartbeatInterval, Duration grace) {
        return new WorkerConfig(
                controlPlane,
                data,
                name,
                slots,
                enrolmentToken,
                sources,
                engine,
                logRate,
                heartbeatInterval,
                grace);
    }
}
