package dev.autostack.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.process.Processes;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedicatedEngineTest {
    @TempDir Path folder;

    @Test
    void itEndsWhollyOnAThreadThatIsInterrupted() throws Exception {
        String impossible = DedicatedEngine.impossible();
        Assumptions.assumeTrue(impossible == null, "no dedicated engines: " + impossible);
        String owner = UUID.randomUUID().toString().substring(0, 8);
        try (var processes = new Processes("test-" + owner)) {
            var engine =
                    new DedicatedEngine(
                            new DedicatedEngine.Parts(folder, owner, 0, 1L << 30, Set.of()),
                            Path.of("/var/run/docker.sock"),
                            processes);
            engine.start();
            assertThat(NetworkInterface.getByName("asb" + owner + "-0")).isNotNull();

            Thread.currentThread().interrupt();
            engine.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(NetworkInterface.getByName("asb" + owner + "-0")).isNull();
            assertThat(folder.resolve("network")).doesNotExist();
            assertThat(Path.of("/run/autostack-" + owner)).doesNotExist();
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain(folder.toString());
        }
    }
}
