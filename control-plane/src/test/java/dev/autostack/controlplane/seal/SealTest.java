package dev.autostack.controlplane.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealTest {
    private final Map<String, Object> installation = TestDatabase.fresh();
    private final Path keyFile =
            Path.of((String) installation.get("autostack.data-directory"), "seal-key.json");

    @Test
    void aSealedValueOpensOnlyForItsPurpose() {
        try (var context = ApplicationContext.run(installation)) {
            Seal seal = context.getBean(Seal.class);
            byte[] sealed = seal.seal("s3cr\u0007t\n", "variable/a/b/NAME");

            assertThat(seal.open(sealed, "variable/a/b/NAME")).isEqualTo("s3cr\u0007t\n");
            assertThatThrownBy(() -> seal.open(sealed, "variable/a/b/OTHER"))
                    .isInstanceOf(SealBroken.class);
        }
    }

    @Test
    void eachFlippedBitIsNoticed() {
        try (var context = ApplicationContext.run(installation)) {
            Seal seal = context.getBean(Seal.class);
            byte[] sealed = seal.seal("value", "purpose");
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                byte[] changed = sealed.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));

                assertThatThrownBy(() -> seal.openBytes(changed, "purpose"))
                        .isInstanceOf(SealBroken.class);
            }
        }
    }

    @Test
    void theKeyFileIsForItsOwnerOnly() throws IOException {
        ApplicationContext.run(installation).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
    }

    @Test
    void afterRotationAndRestartOldValuesStillOpen() {
        byte[] old;
        try (var context = ApplicationContext.run(installation)) {
            Seal seal = context.getBean(Seal.class);
            old = seal.seal("old", "p");
            String newKey = seal.rotate();

            assertThat(Seal.keyId(seal.seal("new", "p"))).isEqualTo(newKey);
            assertThat(Seal.keyId(old)).isNotEqualTo(newKey);
        }
        try (var context = ApplicationContext.run(installation)) {
            assertThat(context.getBean(Seal.class).open(old, "p")).isEqualTo("old");
        }
    }

    @Test
    void aMissingKeyFileRefusesTheStartAndNamesTheKey() throws IOException {
        String key;
        try (var context = ApplicationContext.run(installation)) {
            key = Seal.keyId(context.getBean(Seal.class).seal("x", "p"));
        }
        Files.delete(keyFile);

        assertThatThrownBy(() -> ApplicationContext.run(installation))
                .rootCause()
                .hasMessageContaining(key)
                .hasMessageContaining("is missing");
    }

    @Test
    void aForeignKeyFileRefusesTheStartAndNamesTheKey() throws IOException {
        String key;
        try (var context = ApplicationContext.run(installation)) {
            key = Seal.keyId(context.getBean(Seal.class).seal("x", "p"));
        }
        Map<String, Object> stranger = TestDatabase.fresh();
        ApplicationContext.run(stranger).close();
        Map<String, Object> mixed = new HashMap<>(installation);
        mixed.put("autostack.data-directory", stranger.get("autostack.data-directory"));

        assertThatThrownBy(() -> ApplicationContext.run(mixed))
                .rootCause()
                .hasMessageContaining(key);
    }

    @Test
    void aKeyFileThatOthersMayReadRefusesTheStart() throws IOException {
        ApplicationContext.run(installation).close();
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> ApplicationContext.run(installation))
                .rootCause()
                .isInstanceOf(SealKeyRefused.class)
                .hasMessageContaining("0600");
    }

    @Test
    void twoInstallationsShareNoKey() throws IOException {
        Map<String, Object> other = TestDatabase.fresh();
        ApplicationContext.run(installation).close();
        ApplicationContext.run(other).close();

        assertThat(Files.readString(keyFile))
                .isNotEqualTo(
                        Files.readString(
                                Path.of(
                                        (String) other.get("autostack.data-directory"),
                                        "seal-key.json")));
    }
}
