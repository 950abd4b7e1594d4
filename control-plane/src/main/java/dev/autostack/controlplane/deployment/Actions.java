package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.deployment.DeploymentShapes.ActionsShape;
import dev.autostack.controlplane.deployment.DeploymentShapes.Permit;
import dev.autostack.controlplane.http.Refusal;

/** What may be done with a deployment now, and why not: for the buttons and for the calls alike. */
final class Actions {
    private static final String OVER = "It has ended.";

    private Actions() {}

    /** What the rules look at. {@code busy}: its environment has an unfinished deployment. */
    record Facts(
            DeploymentState.Name state,
            boolean cancelRequested,
            boolean hasRelease,
            boolean imageDeleted,
            boolean environmentStopped,
            boolean busy) {}

    static ActionsShape of(Facts facts) {
        return new ActionsShape(
                cancel(facts),
                Permit.yes(),
                rollback(facts),
                stop(facts),
                start(facts),
                whileRunning(facts),
                whileRunning(facts),
                delete(facts));
    }

    static Permit cancel(Facts facts) {
        if (!facts.state().unfinished()) {
            return Permit.no(OVER);
        }
        return facts.cancelRequested() ? Permit.no("It is being cancelled.") : Permit.yes();
    }

    static Permit rollback(Facts facts) {
        if (facts.state() == DeploymentState.Name.LIVE) {
            return Permit.no("It is live already.");
        }
        if (facts.state() != DeploymentState.Name.RETIRED || !facts.hasRelease()) {
            return Permit.no("It never was live.");
        }
        return facts.imageDeleted() ? Permit.no("Its image was deleted.") : Permit.yes();
    }

    static Permit stop(Facts facts) {
        if (facts.state() != DeploymentState.Name.LIVE) {
            return Permit.no("It is not live.");
        }
        return facts.environmentStopped() ? Permit.no("It is stopped.") : Permit.yes();
    }

    static Permit start(Facts facts) {
        if (facts.state() != DeploymentState.Name.LIVE) {
            return Permit.no("It is not live.");
        }
        if (!facts.environmentStopped()) {
            return Permit.no("It runs.");
        }
        return facts.busy() ? busy() : Permit.yes();
    }

    static Permit whileRunning(Facts facts) {
        Permit stop = stop(facts);
        return stop.allowed() && facts.busy() ? busy() : stop;
    }

    static Permit delete(Facts facts) {
        if (facts.state().unfinished()) {
            return Permit.no("It has not ended; cancel it first.");
        }
        return facts.state() == DeploymentState.Name.LIVE ? Permit.no("It is live.") : Permit.yes();
    }

    private static Permit busy() {
        return Permit.no("Another deployment of this environment is under way.");
    }

    /**
     * @throws Refusal 409 with this code when it is not allowed
     */
    static void require(Permit permit, String code, String hint) {
        if (!permit.allowed()) {
            throw Refusal.conflict(code, permit.reason() == null ? OVER : permit.reason(), hint);
        }
    }
}
