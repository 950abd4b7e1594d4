package dev.autostack.controlplane.target;

import dev.autostack.controlplane.testing.SimulatedTarget;
import dev.autostack.protocol.Cause;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** What stands in for targets in tests keeps the same promises. */
class SimulatedTargetTest extends DeployTargetContract {
    @Override
    TargetStage stage() {
        return new Simulated(
                new SimulatedTarget(TargetKind.DOCKER), UUID.randomUUID(), UUID.randomUUID());
    }

    private record Simulated(SimulatedTarget target, UUID environment, UUID host)
            implements TargetStage {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }

        @Override
        public Placement deployment(int wanted) {
            return placement(UUID.randomUUID(), wanted, false);
        }

        @Override
        public Placement scaled(Placement of, int wanted) {
            return placement(of.releaseId(), wanted, true);
        }

        private Placement placement(UUID release, int wanted, boolean keepsRunning) {
            return new Placement(
                    environment,
                    host,
                    UUID.randomUUID(),
                    release,
                    wanted,
                    keepsRunning,
                    Duration.ZERO);
        }

        @Override
        public void heal(Placement placement) {
            target.heal(placement.deploymentId());
        }

        @Override
        public void ruin(Placement placement, Cause cause) {
            target.ruin(placement.deploymentId(), cause);
        }

        @Override
        public void confirm(long version) {
            target.confirm(version);
        }

        @Override
        public void letGo() {
            target.letGo();
        }

        @Override
        public Set<UUID> serving() {
            return target.serving(environment);
        }

        @Override
        public int running(UUID release) {
            return target.running(environment, release);
        }
    }
}
