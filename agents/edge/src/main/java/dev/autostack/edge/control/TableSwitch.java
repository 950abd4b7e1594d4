package dev.autostack.edge.control;

import dev.autostack.edge.proxy.ProxyServer;
import dev.autostack.edge.route.TableCheck;
import dev.autostack.edge.route.TableStore;
import dev.autostack.protocol.RouteTable;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a table that arrived to a table that is served: checked, then on the disk, then in all event
 * loops. A table that fails a step changes nothing; the one before is served on.
 */
public final class TableSwitch {
    private static final Logger log = LoggerFactory.getLogger(TableSwitch.class);

    private final ProxyServer proxy;
    private final TableStore store;
    private final Set<Integer> ownPorts;
    private volatile long applied;
    private volatile @Nullable String refused;

    public TableSwitch(ProxyServer proxy, TableStore store, Set<Integer> ownPorts) {
        this.proxy = proxy;
        this.store = store;
        this.ownPorts = Set.copyOf(ownPorts);
    }

    /** How a table fared. */
    enum Outcome {
        APPLIED,
        /** It can never be served. */
        INVALID,
        /** It could not be kept, for a reason that may pass. */
        NOT_KEPT
    }

    /** The version that is served; 0 before the first table. */
    public long applied() {
        return applied;
    }

    /** Why the newest table is not served, or null. */
    @Nullable String refused() {
        return refused;
    }

    /** At start, before the control plane is asked. */
    public void restore() {
        switch (store.load(ownPorts)) {
            case TableStore.Stored.Table stored -> {
                proxy.apply(stored.table());
                applied = stored.table().version();
                log.info("Serving table {} from the disk", applied);
            }
            case TableStore.Stored.Damaged damaged ->
                    log.error("The route table on the disk is damaged: {}", damaged.why());
            case TableStore.Stored.Nothing _ -> log.info("No route table on the disk yet");
        }
    }

    Outcome offer(RouteTable table) {
        String fault = TableCheck.fault(table, ownPorts);
        if (fault != null) {
            refused = fault;
            log.error("Refused {}", fault);
            return Outcome.INVALID;
        }
        try {
            // Kept before it is served: after a crash the edge must not fall back behind it.
            store.save(table);
        } catch (IOException e) {
            refused = "table " + table.version() + " cannot be kept on the disk: " + e;
            log.error("Refused {}", refused);
            return Outcome.NOT_KEPT;
        }
        proxy.apply(table);
        applied = table.version();
        refused = null;
        log.info("Serving table {} with {} routes", applied, table.routes().size());
        return Outcome.APPLIED;
    }
}
