package dev.autostack.controlplane.target;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/**
 * A place where releases run. The rollout calls it in this order: {@link #start}, {@link #healthy}
 * until done, {@link #switchTo}, {@link #switched} until done, then {@link #settle} when the
 * release was verified, else {@link #switchBack}. {@link #remove} may come at any point.
 *
 * <p>Every call may be repeated and may come again after a crash: it finds what it did before.
 * Calls for one environment never overlap: the caller holds the lock of the environment's row and
 * an open transaction; what a call writes is part of it. No call waits for anything outside of the
 * database.
 */
public interface DeployTarget {

    TargetKind kind();

    /** Wants the instances; those that are there already are counted. */
    void start(Placement placement);

    /** Whether all wanted instances are healthy; failed as soon as one of them is beyond hope. */
    Progress healthy(Placement placement);

    /**
     * Points the routes at the placement's instances; others stay, without traffic.
     *
     * @return the version for {@link #switched}
     */
    long switchTo(Placement placement);

    /** Whether traffic arrives as of this version. */
    Progress switched(Placement placement, long version);

    /**
     * The placement is live: everything else of the environment drains, and instances that it kept
     * belong to its deployment from now on.
     */
    void settle(Placement placement);

    /** Points the routes back at what served before and takes the placement's instances away. */
    void switchBack(Placement placement);

    /** Takes away the instances that this deployment started, unless they serve. */
    void remove(Placement placement);

    /** Takes away everything of the environment; its routes show that it is stopped. */
    void stop(UUID environment, UUID host, Duration drain);

    /**
     * Ends drains that are over.
     *
     * @return false while something of the environment still drains or is being removed
     */
    boolean drained(UUID environment, UUID host);

    /** Where the public routes of the host are asked, a URL without a path. */
    URI entrance(UUID host);
}
