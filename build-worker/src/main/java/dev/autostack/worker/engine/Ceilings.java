package dev.autostack.worker.engine;

import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.Cause;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.process.StopSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches one build's control group and disk: ends the build that sits at its process limit or goes
 * over its disk limit, and knows afterwards which ceiling a failed step ran into. Memory needs no
 * ending: the kernel kills.
 */
final class Ceilings implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** A fork bomb stays at the limit; a build that touches it once may recover. */
    private static final int SAMPLES_AT_LIMIT = 20;

    private final Cgroups cgroups;
    private final String group;
    private final BuildLimits limits;
    private final EngineDisk disk;
    private final StopSignal stop;
    private final long diskBefore;
    private final long killsBefore;
    private final Thread watch;
    private volatile boolean processLimitTouched;
    private volatile boolean memoryKill;

    Ceilings(Cgroups cgroups, String group, BuildLimits limits, EngineDisk disk, StopSignal stop) {
        this.cgroups = cgroups;
        this.group = group;
        this.limits = limits;
        this.disk = disk;
        this.stop = stop;
        this.diskBefore = disk.usedBytes();
        this.killsBefore = cgroups.usage(group).oomKills();
        this.watch = Thread.ofVirtual().name("ceilings" + group).start(this::run);
    }

    private void run() {
        int atLimit = 0;
        try {
            while (true) {
                Thread.sleep(PAUSE);
                Cgroups.Usage usage = cgroups.usage(group);
                memoryKill |= usage.oomKills() > killsBefore;
                if (usage.pids() >= limits.pids()) {
                    processLimitTouched = true;
                    atLimit++;
                } else {
                    atLimit = 0;
                }
                if (atLimit >= SAMPLES_AT_LIMIT) {
                    end(Causes.tooManyProcesses(limits.pids()));
                } else if (disk.usedBytes() - diskBefore > limits.diskBytes()) {
                    end(Causes.tooMuchDisk(limits.diskBytes()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Cause cause) throws InterruptedException {
        stop.stop(new StopReason.LimitReached(cause));
        throw new InterruptedException("done");
    }

    /**
     * @param exitCode 137 = 128 + SIGKILL
     */
    @Nullable Cause reached(int exitCode) {
        Cgroups.Usage usage = cgroups.usage(group);
        boolean killed = memoryKill || usage.oomKills() > killsBefore;
        if (killed || (exitCode == 137 && usage.memoryLimitHit())) {
            return Causes.outOfMemory(limits.memoryBytes());
        }
        if (processLimitTouched) {
            return Causes.tooManyProcesses(limits.pids());
        }
        return disk.isFull() ? Causes.tooMuchDisk(limits.diskBytes()) : null;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
