package dev.autostack.agent.reconcile;

import dev.autostack.agent.instance.Progress;
import dev.autostack.agent.link.PrivateFile;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.DesiredState;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent knows beyond its own life: the last desired state, how far each instance was and
 * the highest generation of each environment. Variables and passwords are never written: a
 * container that exists starts again without them, and a new one is made only from a state that the
 * control plane has just told.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final PrivateFile file;
    private Page page;

    /** Keys are UUIDs as text. */
    @Serdeable
    record Page(
            DesiredState desired, Map<String, Long> generations, Map<String, Progress> progress) {
        Page {
            generations = Map.copyOf(generations);
            progress = Map.copyOf(progress);
        }

        static Page empty() {
            return new Page(new DesiredState(0, 0, 0, List.of(), List.of()), Map.of(), Map.of());
        }
    }

    private Ledger(PrivateFile file, Page page) {
        this.file = file;
        this.page = page;
    }

    /** A file that cannot be read is set aside with a warning: the control plane tells it again. */
    static Ledger open(PrivateFile file) {
        try {
            return new Ledger(file, file.read(Page.class).orElse(Page.empty()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read, starting without it: {}", file.path(), e.getMessage());
            return new Ledger(file, Page.empty());
        }
    }

    synchronized Page page() {
        return page;
    }

    /** The state from disk: enough to keep running what there is. */
    synchronized Wanted fromDisk() {
        return new Wanted(page.desired().instances(), Map.of(), false);
    }

    /**
     * Takes in a state of the control plane. An instance is stale when its generation is lower than
     * one its environment has had, unless it was wanted before: the old release stays while the new
     * one starts.
     */
    synchronized Wanted accept(DesiredState state) {
        var known = new HashSet<UUID>();
        page.desired().instances().forEach(instance -> known.add(instance.instanceId()));
        var generations = new HashMap<>(page.generations());
        var stale = new HashMap<UUID, Long>();
        for (DesiredInstance instance : state.instances()) {
            long newest = generations.getOrDefault(instance.environmentId().toString(), 0L);
            if (instance.generation() < newest && !known.contains(instance.instanceId())) {
                stale.put(instance.instanceId(), newest);
            }
        }
        for (DesiredInstance instance : state.instances()) {
            generations.merge(
                    instance.environmentId().toString(), instance.generation(), Math::max);
        }
        page = new Page(stripped(state, stale), generations, page.progress());
        write();
        return new Wanted(state.instances(), stale, true);
    }

    synchronized void remember(Map<UUID, Progress> progress) {
        var byText = new HashMap<String, Progress>();
        progress.forEach((id, each) -> byText.put(id.toString(), each));
        if (!byText.equals(page.progress())) {
            page = new Page(page.desired(), page.generations(), byText);
            write();
        }
    }

    /** Losing a write costs a question to the control plane, never an app: so it only warns. */
    private void write() {
        try {
            file.write(page);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file.path(), e.toString());
        }
    }

    private static DesiredState stripped(DesiredState state, Map<UUID, Long> stale) {
        return new DesiredState(
                state.version(),
                state.portFrom(),
                state.portTo(),
                List.of(),
                state.instances().stream()
                        .filter(instance -> !stale.containsKey(instance.instanceId()))
                        .map(DesiredInstance::withoutVariables)
                        .toList());
    }
}
