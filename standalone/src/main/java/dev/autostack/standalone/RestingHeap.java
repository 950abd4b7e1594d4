package dev.autostack.standalone;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the heap of a busy hour back to the machine once nothing happens. The serial collector
 * collects the old generation only when it is full, so the garbage of twenty deployments stays in
 * memory for days. How much of the heap is given back is MaxHeapFreeRatio's business (jvm.options).
 */
final class RestingHeap implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestingHeap.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);

    /** Polls and heartbeats fill the young generation (24 MB) about once in a period. */
    private static final long COLLECTIONS_AT_REST = 2;

    /** Less is not worth a pause, bytes. */
    private static final long WORTH = 16L << 20;

    private final Thread thread =
            Thread.ofPlatform().name("resting-heap").daemon().unstarted(this::run);
    private long collectionsBefore = collections();
    private long leftByOurs;

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
                look();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void look() {
        long collections = collections();
        long used = usedOld();
        if (worthIt(collections - collectionsBefore, used, leftByOurs)) {
            long start = System.nanoTime();
            System.gc();
            leftByOurs = usedOld();
            LOG.debug(
                    "At rest: {} MB of heap given back in {} ms",
                    (used - leftByOurs) >> 20,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        collectionsBefore = collections();
    }

    /**
     * True when little was allocated and the old generation has grown.
     *
     * @param collections in the last period
     * @param used bytes of the old generation in use, garbage included
     * @param left bytes that the last collection at rest left there; 0: there was none
     */
    static boolean worthIt(long collections, long used, long left) {
        return collections <= COLLECTIONS_AT_REST && used - left >= WORTH;
    }

    private static long collections() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, collector.getCollectionCount());
        }
        return sum;
    }

    /**
     * Of the pools of the heap, the old generation is the one that is not cleared by each pause.
     */
    private static long usedOld() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String name = pool.getName();
            if (pool.getType() == MemoryType.HEAP
                    && !name.contains("Eden")
                    && !name.contains("Survivor")) {
                used += pool.getUsage().getUsed();
            }
        }
        return used;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
