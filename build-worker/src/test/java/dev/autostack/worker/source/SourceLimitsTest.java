package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.process.BuildStopped;
import dev.autostack.worker.process.StopReason;
import dev.autostack.worker.testing.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Time, size and number of files of a checkout. */
class SourceLimitsTest extends CheckoutSetup {
    @Test
    void aServerThatSaysNothingIsLeftAfterTheTimeLimit() {
        http.hang();
        limits = new SourceLimits(1 << 20, 100, Duration.ofSeconds(2));

        assertThat(cause(source(http.url("app.git"), null, null)).code())
                .isEqualTo("source_timeout");
        awaitNoGit();
    }

    @Test
    void aCheckoutThatIsStoppedLeavesNoProcess() {
        http.hang();
        Thread.ofVirtual()
                .start(() -> {
                    while (http.requests().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    stop.stop(new StopReason.Cancelled());
                });

        Assertions.assertThatThrownBy(() -> checkOut(source(http.url("app.git"), null, null)))
                .isInstanceOf(BuildStopped.class);
        awaitNoGit();
    }

    @Test
    void tooManyFilesAreRefusedBeforeTheyAreUnpacked() throws IOException {
        GitRepository repository = git.repository("app");
        for (int i = 0; i < 120; i++) {
            repository.file("f" + i, "x");
        }
        repository.push("Many");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        assertThat(folder.resolve("workspace-0/source")).isEmptyDirectory();
    }

    @Test
    void aCompressionBombIsRefusedBeforeItIsUnpacked() {
        GitRepository repository = git.repository("app");
        repository.file("zeros", "\0".repeat(8_000_000)).push("Bomb");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        assertThat(folder.resolve("workspace-0/source")).isEmptyDirectory();
    }

    @Test
    void tooLargeAPackIsLeftInTheMiddle() throws Exception {
        GitRepository repository = git.repository("app");
        byte[] noise = new byte[40_000_000];
        new java.util.Random(1).nextBytes(noise);
        Files.write(repository.work().resolve("noise"), noise);
        repository.push("Noise");
        limits = new SourceLimits(1 << 20, 100, Duration.ofMinutes(1));

        assertThat(cause(source(git.url(repository), null, null)).code())
                .isEqualTo("source_too_large");
        awaitNoGit();
    }
}
