package dev.autostack.controlplane.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.testing.SimulatedAgent;
import dev.autostack.controlplane.testing.TestSystem;
import dev.autostack.controlplane.testing.Told;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InstanceState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host whose Docker does not answer, while its agent does. */
class AgentTroubleTest {
    private static final Cause TROUBLE =
            new Cause(
                    "engine_not_answering",
                    "Docker Engine on the host does not answer.",
                    "Look at Docker on the host.",
                    null,
                    List.of());

    private final TestSystem system = new TestSystem();

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void troubleIsShownWhereItIsWaitedForAndKeptAsAnEvent() {
        system.worker().start(1);
        system.agent().fates(instance -> new SimulatedAgent.Fate.Stays(InstanceState.PENDING));
        TestSystem.App app = system.app();
        system.agent().trouble(TROUBLE);

        UUID deployment = system.deploy(app);
        system.await(
                "the deployment says what it waits for",
                () -> system.read(deployment).text("waitingFor").equals(TROUBLE.message()));
        assertThat(agent().text("trouble.code")).isEqualTo(TROUBLE.code());
        assertThat(agent().text("troubleSince")).isNotEmpty();

        system.agent().fates(instance -> new SimulatedAgent.Fate.Healthy());
        system.agent().recover();
        system.agent().trouble(null);

        assertThat(system.ended(deployment).text("state")).isEqualTo("LIVE");
        assertThat(agent().text("trouble")).isEmpty();
        assertThat(agent().text("troubleSince")).isEmpty();
        Told events = system.operator().object("GET", "/api/audit?action=agent.", null, Map.of());
        assertThat(events.texts("items", "action"))
                .containsExactly("agent.recover", "agent.trouble");
    }

    @Test
    void workersShowHowMuchTheyDoAtTheSameTime() {
        system.worker().start(3);

        system.await(
                "slots",
                () ->
                        machines().list("workers").stream()
                                .anyMatch(worker -> worker.text("slots").equals("3")));
    }

    private Told agent() {
        return machines().list("agents").getFirst();
    }

    private Told machines() {
        return system.operator().object("GET", "/api/monitoring/machines", null, Map.of());
    }
}
