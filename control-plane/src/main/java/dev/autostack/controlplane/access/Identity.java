package dev.autostack.controlplane.access;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who sends a request. Controllers take it as a parameter; every load is by id and team. */
public sealed interface Identity {

    /** A signed-in person in one team. */
    record Person(UUID accountId, UUID teamId, Role role, UUID sessionId) implements Identity {

        /** What the role lets the person do, in the order of {@link Permission}. */
        public Set<Permission> permissions() {
            return Grants.of(role);
        }
    }

    /** {@code teamId} null: a worker shared by all teams. */
    record Worker(UUID workerId, @Nullable UUID teamId) implements Identity {}

    record Agent(UUID agentId, UUID hostId) implements Identity {}

    record Edge(UUID edgeId, UUID hostId) implements Identity {}

    /**
     * Nobody known; only routes that declare {@link Permission#ANYONE} or {@link
     * Permission#WEBHOOK} see it.
     */
    record Anonymous() implements Identity {}
}
