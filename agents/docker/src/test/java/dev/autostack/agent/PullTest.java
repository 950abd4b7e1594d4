package dev.autostack.agent;

import static dev.autostack.agent.testing.Asking.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.agent.testing.TestRegistry;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.RegistryLogin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images by digest from a registry that asks for a password. */
class PullTest {
    @TempDir private Path data;
    @TempDir private Path registryFolder;

    @Test
    void imagesArePulledByDigestWithALoginAndRefusalsAreNamed() throws Exception {
        try (var registry = TestRegistry.started(registryFolder);
                var running = RunningAgent.started(data)) {
            String image = registry.push(Sample.DEBIAN);
            var app = Sample.node("").image(image).command("sleep", "infinity").probe(alwaysGood());
            login(running, registry, "wrong-password");
            running.want(app);
            assertThat(code(running.awaitState(app, InstanceState.FAILED)))
                    .isEqualTo("image_pull_denied");

            login(running, registry, TestRegistry.PASSWORD);
            Sample again = app.sibling(1);
            Sample missing =
                    app.sibling(1).image(image.replaceAll("[0-9a-f]{64}$", "0".repeat(64)));
            running.want(again, missing);

            ObservedInstance healthy = running.awaitState(again, InstanceState.HEALTHY);
            assertThat(healthy.cause()).isNull();
            assertThat(running.controlPlane().history(again.id()))
                    .extracting(ObservedInstance::state)
                    .contains(InstanceState.PULLING);
            assertThat(code(running.awaitState(missing, InstanceState.FAILED)))
                    .isEqualTo("image_not_found");
            registry.forget(image);
        }
    }

    private static Probe alwaysGood() {
        return new Probe.Command(List.of("true"));
    }

    private static void login(RunningAgent running, TestRegistry registry, String password) {
        running.controlPlane()
                .registries(new RegistryLogin(registry.host(), TestRegistry.USER, password, true));
    }
}
