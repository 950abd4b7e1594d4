package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.agent.Hosts;
import dev.autostack.controlplane.db.Signals;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.route.Edges;
import io.micronaut.context.annotation.Context;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives every environment towards its newest deployment: at start, by a timer, and sooner when a
 * signal hints at a change. Knows nothing itself; two of them may run at once.
 */
@Context
class Reconciler {
    /** Topic: something of the environment with this id should be looked at. */
    static final String ENVIRONMENT = "environment";

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Below the size of the connection pool: requests always find a connection. */
    private static final int AT_ONCE = 6;

    private final Walks walks;
    private final Verifier verifier;
    private final ConcurrentMap<UUID, Boolean> running = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private volatile boolean closed;

    Reconciler(Walks walks, Verifier verifier, Signals signals) {
        this.walks = walks;
        this.verifier = verifier;
        signals.on(ENVIRONMENT, this::wakeEnvironment);
        signals.on(Hosts.INSTANCES_CHANGED, this::wakeEnvironment);
        signals.on(BuildQueue.CHANGED, build -> wakeFound(build, walks::ofBuild));
        signals.on(Edges.REPORTED, host -> wakeFound(host, walks::waitingForEdge));
    }

    /** Looks at everything that is unfinished or inconsistent. */
    @Scheduled(fixedDelay = "${autostack.rollout.sweep:1s}", initialDelay = "0s")
    void sweep() {
        walks.unsettled().forEach(this::wake);
    }

    private void wakeEnvironment(String environment) {
        if (!environment.isEmpty()) {
            wake(UUID.fromString(environment));
        }
    }

    private void wakeFound(String id, Function<UUID, List<UUID>> find) {
        if (id.isEmpty()) {
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                find.apply(UUID.fromString(id)).forEach(this::wake);
            } catch (RuntimeException e) {
                LOG.debug("a hint was lost; the timer finds it", e);
            }
        });
    }

    /** Runs the environment on its own thread, once more when it runs already. */
    private void wake(UUID environment) {
        running.compute(
                environment,
                (id, again) -> {
                    if (again == null && !closed) {
                        Thread.ofVirtual().name("environment-" + id).start(() -> run(id));
                    }
                    return again != null;
                });
    }

    private void run(UUID environment) {
        boolean again = true;
        while (again) {
            running.put(environment, false);
            try {
                drive(environment);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("environment={} cannot be driven; tried again later", environment, e);
                }
            }
            again =
                    running.computeIfPresent(environment, (id, asked) -> asked ? asked : null)
                                    != null
                            && !closed;
        }
    }

    /** Walks, and asks the public route between two walks, outside of any transaction. */
    private void drive(UUID environment) {
        Asked last = null;
        for (int times = 0; !closed; times++) {
            Question question = walk(environment, last);
            if (question == null || !pause(times)) {
                return;
            }
            last = new Asked(question, verifier.ask(question));
        }
    }

    private @Nullable Question walk(UUID environment, @Nullable Asked asked) {
        room.acquireUninterruptibly();
        try {
            return walks.walk(environment, asked);
        } finally {
            room.release();
        }
    }

    /** The first question at once, the next ones slower and slower. */
    private static boolean pause(int times) {
        try {
            Thread.sleep(times == 0 ? 0 : Math.min(1_000, 25L << Math.min(times, 6)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @PreDestroy
    void close() {
        closed = true;
    }
}
