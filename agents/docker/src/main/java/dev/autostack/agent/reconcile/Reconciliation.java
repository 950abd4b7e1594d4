package dev.autostack.agent.reconcile;

import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.EngineProblem;
import dev.autostack.agent.health.Prober;
import dev.autostack.agent.image.Pulled;
import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.link.PrivateFile;
import dev.autostack.agent.log.LogPumps;
import dev.autostack.agent.metric.Sampler;
import dev.autostack.agent.network.EnvironmentNetworks;
import dev.autostack.agent.port.Ports;
import dev.autostack.agent.signal.Signal;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredState;
import dev.autostack.protocol.ObservedInstance;
import io.micronaut.serde.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one host at its desired state from {@link #start} to {@link #close}. Containers outlive it:
 * closing, or being killed, changes nothing on the host, and the next one adopts what it finds.
 */
public final class Reconciliation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final Duration EVENTS_AGAIN = Duration.ofSeconds(1);

    private final Engine engine;
    private final UUID agent;
    private final InstantSource clock;
    private final Signal signal = new Signal();
    private final Endings endings = new Endings();
    private final Roster roster;
    private final Reconciler reconciler;
    private final Thread events;
    private volatile boolean closed;

    /**
     * @param changed runs after each change worth a report; must not block
     */
    public Reconciliation(
            Engine engine,
            UUID agent,
            Path dataDirectory,
            ObjectMapper json,
            LogPumps logs,
            Sampler sampler,
            InstantSource clock,
            Runnable changed) {
        this.engine = engine;
        this.agent = agent;
        this.clock = clock;
        this.roster =
                new Roster(() -> {
                    changed.run();
                    signal.give();
                });
        var pulled =
                Pulled.open(new PrivateFile(dataDirectory.resolve("images.json"), json), clock);
        var ledger = Ledger.open(new PrivateFile(dataDirectory.resolve("state.json"), json));
        var networks = new EnvironmentNetworks(engine, agent);
        var ports = new Ports();
        var redactors = new Redactors(engine);
        var prober = new Prober(engine, Path.of("/proc"), clock);
        var watches = new Watches(engine, prober, roster, redactors, endings, clock);
        int cpus = Runtime.getRuntime().availableProcessors();
        var launch = new Launch(engine, agent, cpus, networks, ports, pulled, roster, clock);
        var escort = new Escort(engine, watches, redactors, logs, sampler);
        var steps = new Steps(engine, launch, networks, ports, roster, escort, endings, clock);
        this.reconciler =
                new Reconciler(
                        engine, agent, roster, ledger, watches, endings, steps, escort, pulled,
                        clock, signal);
        this.events = Thread.ofVirtual().name("engine events").unstarted(this::followEvents);
    }

    public void start() {
        endings.engineIsBack(clock.instant());
        reconciler.start();
        events.start();
    }

    /** A state that the control plane has told; the whole of it, newest wins. */
    public void accept(DesiredState state) {
        reconciler.accept(state);
    }

    /** The newest version that was worked on; 0 before the first. */
    public long appliedVersion() {
        return reconciler.appliedVersion();
    }

    /** Whether {@link #observed} tells the truth already. */
    public boolean hasLooked() {
        return reconciler.hasLooked();
    }

    public List<ObservedInstance> observed() {
        return roster.observed();
    }

    /** Set while the engine does not answer. */
    public @Nullable Cause trouble() {
        return reconciler.trouble();
    }

    /** Events make reactions prompt; without them everything happens at the next regular look. */
    private void followEvents() {
        while (!Thread.interrupted()) {
            try {
                engine.events(
                        Labels.AGENT,
                        agent.toString(),
                        () -> {
                            endings.engineIsBack(clock.instant());
                            reconciler.suspectAll();
                            signal.give();
                        },
                        event -> {
                            if (endings.hear(event, clock.instant())) {
                                signal.give();
                            }
                        });
                LOG.info("the engine ended its stream of events");
            } catch (EngineProblem.Interrupted _) {
                return;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warn("{}", e.getMessage());
            }
            signal.give();
            try {
                Thread.sleep(EVENTS_AGAIN);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        events.interrupt();
        reconciler.close();
    }
}
