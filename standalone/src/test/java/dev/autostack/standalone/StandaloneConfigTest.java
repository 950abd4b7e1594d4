package dev.autostack.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.worker.WorkerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneConfigTest {
    @Test
    void theWorkerHasTheSettingsOfTheStandAloneOne() {
        WorkerConfig worker =
                StandaloneConfig.of(
                                Map.of(
                                        "AUTOSTACK_HOME", "/srv/autostack",
                                        "AUTOSTACK_PORT", "8500",
                                        "AUTOSTACK_WORKER_SLOTS", "3",
                                        "AUTOSTACK_EXTRA_CA_FILE", "/etc/ssl/company.pem",
                                        "AUTOSTACK_BUILD_ALLOWED_NETWORKS",
                                                "10.1.0.0/16, 10.2.0.0/16",
                                        "AUTOSTACK_ALLOWED_PRIVATE_HOSTS", "git.company.example",
                                        "AUTOSTACK_BUILD_ENGINE", "shared"))
                        .worker();

        assertThat(worker.controlPlane()).isEqualTo(URI.create("http://127.0.0.1:8500"));
        assertThat(worker.data()).isEqualTo(Path.of("/srv/autostack/worker"));
        assertThat(worker.name()).isEqualTo("local");
        assertThat(worker.slots()).isEqualTo(3);
        assertThat(worker.engine().mode()).isEqualTo(WorkerConfig.EngineMode.SHARED);
        assertThat(worker.engine().extraCertificates()).isEqualTo(Path.of("/etc/ssl/company.pem"));
        assertThat(worker.engine().allowedNetworks())
                .containsExactlyInAnyOrder("10.1.0.0/16", "10.2.0.0/16");
        assertThat(worker.sources().allowedPrivateHosts())
                .containsExactlyInAnyOrder("127.0.0.1", "localhost", "git.company.example");
    }

    @Test
    void aWrongSettingIsRefusedByItsName() {
        assertThatThrownBy(() -> StandaloneConfig.of(Map.of("AUTOSTACK_PORT", "http")))
                .hasMessageContaining("AUTOSTACK_PORT");
        assertThatThrownBy(() -> StandaloneConfig.of(Map.of("AUTOSTACK_WORKER_SLOTS", "many")))
                .hasMessageContaining("AUTOSTACK_WORKER_SLOTS");
    }
}
