package dev.autostack.agent.reconcile;

import dev.autostack.agent.cause.Causes;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.image.Pulled;
import dev.autostack.agent.signal.Signal;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host, plans, and has the steps done, each on a thread of its own: whenever something
 * was signalled, when a pause is over, and every ten seconds anyway. What a step could not do, the
 * next look finds again.
 */
final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration RESYNC = Duration.ofSeconds(10);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);

    private final Engine engine;
    private final UUID agent;
    private final Roster roster;
    private final Ledger ledger;
    private final Watches watches;
    private final Endings endings;
    private final Steps steps;
    private final Escort escort;
    private final Pulled pulled;
    private final InstantSource clock;
    private final Signal signal;
    private final Map<UUID, Work> inHand = new ConcurrentHashMap<>();
    private final Map<UUID, DesiredInstance> lastKnown = new ConcurrentHashMap<>();
    private final Thread thread;

    private volatile DesiredState desired;
    private volatile Wanted wanted;
    private volatile @Nullable Cause trouble;
    private volatile boolean looked;
    private Instant nextCleaning;

    private record Work(Action.OnInstance action, Thread thread) {}

    Reconciler(
            Engine engine,
            UUID agent,
            Roster roster,
            Ledger ledger,
            Watches watches,
            Endings endings,
            Steps steps,
            Escort escort,
            Pulled pulled,
            InstantSource clock,
            Signal signal) {
        this.engine = engine;
        this.agent = agent;
        this.roster = roster;
        this.ledger = ledger;
        this.watches = watches;
        this.endings = endings;
        this.steps = steps;
        this.escort = escort;
        this.pulled = pulled;
        this.clock = clock;
        this.signal = signal;
        this.desired = ledger.page().desired();
        this.wanted = ledger.fromDisk();
        this.nextCleaning = clock.instant().plus(CLEAN_EVERY);
        ledger.page()
                .progress()
                .forEach((id, progress) -> roster.restore(UUID.fromString(id), progress));
        desired.instances().forEach(each -> lastKnown.put(each.instanceId(), each));
        this.thread = Thread.ofVirtual().name("reconciler").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** A state that the control plane has told. */
    void accept(DesiredState state) {
        Wanted next = ledger.accept(state);
        state.instances().forEach(each -> lastKnown.put(each.instanceId(), each));
        desired = state;
        wanted = next;
        next.instances().forEach(each -> roster.expect(each.instanceId()));
        signal.give();
    }

    /** The newest state that was worked on. */
    long appliedVersion() {
        return wanted.complete() && looked ? desired.version() : 0;
    }

    /** Everything that is watched is to be looked into: the engine was away. */
    void suspectAll() {
        watches.all().values().forEach(endings::suspect);
    }

    /** Set while the engine does not answer. */
    @Nullable Cause trouble() {
        return trouble;
    }

    /** Whether the host has been seen at least once, so that a report would tell the truth. */
    boolean hasLooked() {
        return looked;
    }

    private void run() {
        Duration wait = Duration.ZERO;
        while (!Thread.interrupted()) {
            try {
                signal.await(wait);
                wait = once();
            } catch (InterruptedException _) {
                return;
            } catch (EngineProblem.Interrupted _) {
                return;
            } catch (EngineProblem e) {
                LOG.warn("{}", e.getMessage());
                trouble = Causes.engineNotAnswering(e.action());
                wait = AFTER_TROUBLE;
            } catch (RuntimeException e) {
                LOG.error("reconciling", e);
                wait = AFTER_TROUBLE;
            }
        }
    }

    private Duration once() {
        Wanted goal = wanted;
        Host host = Host.look(engine, agent);
        trouble = null;
        Plan plan = Plan.of(goal, observed(host));
        plan.actions().forEach(this::act);
        looked = true;
        escort.followLogs(host.containers());
        ledger.remember(roster.all());
        clean(goal, host);
        if (plan.wakeAt() == null) {
            return RESYNC;
        }
        Duration until = Duration.between(clock.instant(), plan.wakeAt());
        return until.isNegative() ? Duration.ZERO : until.compareTo(RESYNC) < 0 ? until : RESYNC;
    }

    private Observed observed(Host host) {
        var launching = new HashSet<UUID>();
        inHand.forEach((id, work) -> {
            if (work.action instanceof Action.Launch) {
                launching.add(id);
            }
        });
        return new Observed(
                host.containers(),
                host.networks(),
                roster.all(),
                watches.all(),
                Set.copyOf(inHand.keySet()),
                launching,
                endings.suspects(),
                clock.instant());
    }

    private void act(Action action) {
        switch (action) {
            case Action.OnInstance step -> inHand(step);
            case Action.Cancel cancel -> {
                Work work = inHand.get(cancel.instanceId());
                if (work != null) {
                    work.thread.interrupt();
                }
            }
            case Action.RemoveNetwork remove ->
                    Thread.ofVirtual().start(() -> steps.removeNetwork(remove));
        }
    }

    private void inHand(Action.OnInstance action) {
        UUID id = action.instanceId();
        Thread worker =
                Thread.ofVirtual()
                        .name(action.getClass().getSimpleName() + " " + id)
                        .unstarted(() -> work(action));
        if (inHand.putIfAbsent(id, new Work(action, worker)) == null) {
            worker.start();
        }
    }

    private void work(Action.OnInstance action) {
        UUID id = action.instanceId();
        try {
            LOG.debug("{}", action);
            steps.take(action, desired, lastKnown.get(id));
            if (action instanceof Action.Forget) {
                lastKnown.remove(id);
            }
        } catch (EngineProblem e) {
            LOG.warn("{} {}: {}", action.getClass().getSimpleName(), id, e.getMessage());
            pause();
        } catch (RuntimeException e) {
            LOG.error("{} {}", action.getClass().getSimpleName(), id, e);
            pause();
        } finally {
            inHand.remove(id);
            signal.give();
        }
    }

    /** A step that fails is not taken again at once. */
    private static void pause() {
        try {
            Thread.sleep(AFTER_TROUBLE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes images that nobody needs, now and then, one after the other. */
    private void clean(Wanted goal, Host host) {
        Instant now = clock.instant();
        if (!goal.complete() || now.isBefore(nextCleaning)) {
            return;
        }
        nextCleaning = now.plus(CLEAN_EVERY);
        var inUse = new HashSet<>(host.images());
        goal.instances().forEach(each -> inUse.add(each.image()));
        for (String image : pulled.removable(inUse)) {
            try {
                engine.images().remove(image);
                pulled.removed(image);
                LOG.info("removed image {}", image);
            } catch (EngineProblem.Refused e) {
                LOG.info("{}", e.getMessage()); // a stranger's container uses it
                pulled.removed(image);
            }
        }
    }

    /** The instances with work in hand, for tests and for a calm end. */
    Map<UUID, String> inHand() {
        var names = new HashMap<UUID, String>();
        inHand.forEach((id, work) -> names.put(id, work.action.getClass().getSimpleName()));
        return names;
    }

    /** Ends the loop and the work in hand; containers stay as they are. */
    @Override
    public void close() {
        thread.interrupt();
        inHand.values().forEach(work -> work.thread.interrupt());
        watches.endAll();
    }
}
