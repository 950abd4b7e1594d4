package dev.autostack.controlplane.target;

import io.micronaut.context.annotation.Context;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The targets by kind; a kind without one stops the start. */
@Context
public final class Targets {
    private final Map<TargetKind, DeployTarget> byKind = new EnumMap<>(TargetKind.class);

    Targets(List<DeployTarget> targets) {
        targets.forEach(target -> byKind.put(target.kind(), target));
        for (TargetKind kind : TargetKind.values()) {
            if (!byKind.containsKey(kind)) {
                throw new IllegalStateException("no target of kind " + kind);
            }
        }
    }

    public DeployTarget of(TargetKind kind) {
        DeployTarget target = byKind.get(kind);
        if (target == null) {
            throw new IllegalStateException("no target of kind " + kind);
        }
        return target;
    }
}
