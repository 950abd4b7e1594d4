package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 (Documentation/admin-guide/cgroup-v1): a hierarchy per controller.
 *
 * @param mounts controller to mount point
 */
record CgroupsV1(Map<String, Path> mounts) implements Cgroups {
    private static final List<String> NEEDED = List.of("memory", "pids", "cpu");
    private static final long PERIOD_US = 100_000;

    CgroupsV1 {
        mounts = Map.copyOf(mounts);
    }

    static @Nullable CgroupsV1 find(List<String> mountinfo) {
        Map<String, Path> found = new HashMap<>();
        for (String line : mountinfo) {
            String[] halves = line.split(" - ", 2);
            if (halves.length == 2 && halves[1].startsWith("cgroup ")) {
                Path mount = Path.of(halves[0].split(" ", -1)[4]);
                String options = halves[1].substring(halves[1].lastIndexOf(' ') + 1);
                for (String option : options.split(",", -1)) {
                    if (NEEDED.contains(option)) {
                        found.put(option, mount);
                    }
                }
            }
        }
        boolean usable =
                found.keySet().containsAll(NEEDED)
                        && found.values().stream().allMatch(Files::isWritable);
        return usable ? new CgroupsV1(found) : null;
    }

    private Path group(String controller, String path) {
        return java.util.Objects.requireNonNull(mounts.get(controller)).resolve(path.substring(1));
    }

    @Override
    public void create(String path) {
        try {
            for (String controller : NEEDED) {
                Files.createDirectories(group(controller, path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The control group " + path + " cannot be made", e);
        }
    }

    @Override
    public void limit(String path, BuildLimits limits) {
        Path memory = group("memory", path);
        String bytes = String.valueOf(limits.memoryBytes());
        Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
        // The limit with swap may never be below the one without.
        if (Files.exists(withSwap)) {
            Cgroups.write(withSwap, "-1");
        }
        Cgroups.write(memory.resolve("memory.limit_in_bytes"), bytes);
        if (Files.exists(withSwap)) {
            Cgroups.write(withSwap, bytes);
        }
        Cgroups.write(memory.resolve("memory.max_usage_in_bytes"), "0");
        Cgroups.write(group("pids", path).resolve("pids.max"), String.valueOf(limits.pids()));
        Path cpu = group("cpu", path);
        Cgroups.write(cpu.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_US));
        Cgroups.write(
                cpu.resolve("cpu.cfs_quota_us"),
                String.valueOf(Math.max(1_000, Math.round(limits.cpus() * PERIOD_US))));
    }

    @Override
    public void weigh(String path, int quarters) {
        create(path);
        Cgroups.write(group("cpu", path).resolve("cpu.shares"), String.valueOf(256 * quarters));
    }

    @Override
    public void adopt(String path, long pid) {
        create(path);
        Cgroups.write(group("cpu", path).resolve("cgroup.procs"), String.valueOf(pid));
    }

    @Override
    public Usage usage(String path) {
        Path pids = group("pids", path);
        Path memory = group("memory", path);
        int now = (int) Cgroups.number(pids.resolve("pids.current"), 0);
        long peak = Cgroups.number(memory.resolve("memory.max_usage_in_bytes"), 0);
        long limit = Cgroups.number(memory.resolve("memory.limit_in_bytes"), Long.MAX_VALUE);
        // The count of kills is not handed up: each container's group has its own.
        long kills = 0;
        for (Path each : Cgroups.groupsBelow(memory)) {
            kills += Cgroups.entry(each.resolve("memory.oom_control"), "oom_kill");
        }
        return new Usage(now, peak >= limit - (1 << 20), kills);
    }

    @Override
    public Set<Long> processes(String path) {
        Set<Long> found = new TreeSet<>();
        NEEDED.forEach(controller -> found.addAll(Cgroups.processesBelow(group(controller, path))));
        return found;
    }

    @Override
    public void remove(String path) {
        // runc made groups in the other hierarchies too.
        Path root = java.util.Objects.requireNonNull(mounts.get("memory")).getParent();
        try (var hierarchies = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                Cgroups.removeBelow(hierarchy.resolve(path.substring(1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The control group " + path + " cannot be removed", e);
        }
    }
}
