package dev.autostack.agent.reconcile;

import dev.autostack.protocol.DesiredInstance;
import java.util.UUID;

/** One step towards the desired state. */
sealed interface Action {

    /** Work on one instance; there is at most one at a time for each. */
    sealed interface OnInstance extends Action {
        UUID instanceId();
    }

    /** Fetch the image, make the container, start it. */
    record Launch(DesiredInstance desired) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Start the container that is there. */
    record StartAgain(DesiredInstance desired, String containerId) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Find out what became of the process. */
    record Examine(DesiredInstance desired, String containerId) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Begin to ask a running container for its health, read its log and count what it uses. */
    record Adopt(DesiredInstance desired, String containerId) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Stop the process, keep the container. */
    record Halt(UUID instanceId, String containerId, boolean paused) implements OnInstance {}

    /** Let a paused process go on. */
    record Unpause(UUID instanceId, String containerId) implements OnInstance {}

    /** Put the container back into its environment's network. */
    record Reattach(DesiredInstance desired, String containerId) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Stop, wait for the log, remove. */
    record Retire(UUID instanceId, String containerId, boolean paused) implements OnInstance {}

    /** Remove a container that is broken or one too many; the instance goes on. */
    record Discard(UUID instanceId, String containerId) implements OnInstance {}

    /** An older generation than the environment has had: never start it. */
    record Refuse(DesiredInstance desired, long newest) implements OnInstance {
        @Override
        public UUID instanceId() {
            return desired.instanceId();
        }
    }

    /** Nothing of it is wanted or there any more. */
    record Forget(UUID instanceId) implements OnInstance {}

    /** End a launch that is no longer wanted. */
    record Cancel(UUID instanceId) implements Action {}

    /** Remove the network of an environment without instances. */
    record RemoveNetwork(String networkId, UUID environment) implements Action {}
}
