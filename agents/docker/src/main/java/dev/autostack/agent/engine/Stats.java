package dev.autostack.agent.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of {@code GET /containers/{id}/stats} that the agent reads, cgroup v1 and v2. */
@Serdeable
public record Stats(
        @JsonProperty("cpu_stats") Cpu cpu,
        @JsonProperty("memory_stats") Memory memory,
        @JsonProperty("blkio_stats") @Nullable Disk disk,
        @JsonProperty("pids_stats") @Nullable Pids pids,
        @Nullable Map<String, Network> networks) {

    /** Processor time used since the start, nanoseconds. */
    public long cpuNanos() {
        return cpu.usage == null ? 0 : cpu.usage.total;
    }

    /** Memory in use without the page cache that can go at once, as `docker stats` counts it. */
    public long memoryBytes() {
        Map<String, Long> detail = memory.detail == null ? Map.of() : memory.detail;
        Long inactive = detail.get("total_inactive_file");
        if (inactive == null) {
            inactive = detail.getOrDefault("inactive_file", 0L);
        }
        return Math.max(0, memory.usage - inactive);
    }

    public long memoryLimitBytes() {
        return memory.limit;
    }

    public long networkInBytes() {
        return networks == null ? 0 : networks.values().stream().mapToLong(Network::received).sum();
    }

    public long networkOutBytes() {
        return networks == null ? 0 : networks.values().stream().mapToLong(Network::sent).sum();
    }

    public long diskReadBytes() {
        return diskBytes("read");
    }

    public long diskWriteBytes() {
        return diskBytes("write");
    }

    private long diskBytes(String operation) {
        if (disk == null || disk.bytes == null) {
            return 0;
        }
        return disk.bytes.stream()
                .filter(entry -> entry.operation.equalsIgnoreCase(operation))
                .mapToLong(DiskEntry::value)
                .sum();
    }

    public int processes() {
        return pids == null || pids.current == null ? 0 : (int) (long) pids.current;
    }

    @Serdeable
    record Cpu(@JsonProperty("cpu_usage") @Nullable CpuUsage usage) {}

    @Serdeable
    record CpuUsage(@JsonProperty("total_usage") long total) {}

    @Serdeable
    record Memory(
            long usage, long limit, @JsonProperty("stats") @Nullable Map<String, Long> detail) {}

    @Serdeable
    record Disk(@JsonProperty("io_service_bytes_recursive") @Nullable List<DiskEntry> bytes) {}

    @Serdeable
    record DiskEntry(@JsonProperty("op") String operation, long value) {}

    @Serdeable
    record Pids(@Nullable Long current) {}

    @Serdeable
    record Network(@JsonProperty("rx_bytes") long received, @JsonProperty("tx_bytes") long sent) {}
}
