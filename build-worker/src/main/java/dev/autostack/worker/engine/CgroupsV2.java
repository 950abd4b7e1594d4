package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Version 2 (Documentation/admin-guide/cgroup-v2.rst): one hierarchy at {@code mount}. */
record CgroupsV2(Path mount) implements Cgroups {
    private static final List<String> NEEDED = List.of("memory", "pids", "cpu");
    private static final long PERIOD_US = 100_000;

    static @Nullable CgroupsV2 find(List<String> mountinfo) {
        for (String line : mountinfo) {
            String[] halves = line.split(" - ", 2);
            if (halves.length == 2 && halves[1].startsWith("cgroup2 ")) {
                CgroupsV2 found = new CgroupsV2(Path.of(halves[0].split(" ", -1)[4]));
                return found.isUsable() ? found : null;
            }
        }
        return null;
    }

    private boolean isUsable() {
        try {
            List<String> controllers =
                    Arrays.asList(
                            Files.readString(mount.resolve("cgroup.controllers"))
                                    .strip()
                                    .split(" ", -1));
            return controllers.containsAll(NEEDED) && Files.isWritable(mount);
        } catch (IOException e) {
            return false;
        }
    }

    private Path group(String path) {
        return mount.resolve(path.substring(1));
    }

    @Override
    public void create(String path) {
        try {
            Path at = mount;
            for (Path name : Path.of(path.substring(1))) {
                // Only groups without processes of their own hand controllers down.
                for (String controller : NEEDED) {
                    Cgroups.write(at.resolve("cgroup.subtree_control"), "+" + controller);
                }
                at = at.resolve(name);
                Files.createDirectories(at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The control group " + path + " cannot be made", e);
        }
    }

    @Override
    public void limit(String path, BuildLimits limits) {
        Path group = group(path);
        Cgroups.write(group.resolve("memory.max"), String.valueOf(limits.memoryBytes()));
        Path swap = group.resolve("memory.swap.max");
        if (Files.exists(swap)) {
            Cgroups.write(swap, "0");
        }
        Cgroups.write(group.resolve("pids.max"), String.valueOf(limits.pids()));
        long quota = Math.max(1_000, Math.round(limits.cpus() * PERIOD_US));
        Cgroups.write(group.resolve("cpu.max"), quota + " " + PERIOD_US);
    }

    @Override
    public void weigh(String path, int quarters) {
        create(path);
        Cgroups.write(group(path).resolve("cpu.weight"), String.valueOf(25 * quarters));
    }

    @Override
    public void adopt(String path, long pid) {
        create(path);
        Cgroups.write(group(path).resolve("cgroup.procs"), String.valueOf(pid));
    }

    @Override
    public Usage usage(String path) {
        Path group = group(path);
        int now = (int) Cgroups.number(group.resolve("pids.current"), 0);
        Path events = group.resolve("memory.events");
        return new Usage(now, Cgroups.entry(events, "max") > 0, Cgroups.entry(events, "oom_kill"));
    }

    @Override
    public Set<Long> processes(String path) {
        return Cgroups.processesBelow(group(path));
    }

    @Override
    public void remove(String path) {
        Cgroups.removeBelow(group(path));
    }
}
