package dev.autostack.edge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.edge.testing.Tables;
import dev.autostack.protocol.RouteTable;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableStoreTest {
    private static final UUID RELEASE = UUID.randomUUID();

    @TempDir Path dir;
    private RouteTable table = Tables.table(1);
    private TableStore store = new TableStore(Path.of("."), ObjectMapper.getDefault());

    @BeforeEach
    void setUp() {
        table = Tables.table(7, Tables.target(RELEASE, 30_000, 30_001));
        store = new TableStore(dir, ObjectMapper.getDefault());
    }

    @Test
    void tableComesBackEqualAndIsReadableByItsOwnerOnly() throws IOException {
        store.save(Tables.table(6));
        store.save(table);

        assertThat(store.load(Set.of())).isEqualTo(new TableStore.Stored.Table(table));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(dir.resolve("routes.json"))))
                .isEqualTo("rw-------");
        assertThat(dir.toFile().list()).containsExactly("routes.json");
    }

    @Test
    void missingFileIsNothing() {
        assertThat(store.load(Set.of())).isInstanceOf(TableStore.Stored.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 72, 73, 200})
    void everyCutAndEveryFlippedByteIsNoticedAndTheFileSetAside(int at) throws IOException {
        store.save(table);
        Path file = dir.resolve("routes.json");
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[at] ^= 1;
        Files.write(file, flipped);

        assertThat(store.load(Set.of())).isInstanceOf(TableStore.Stored.Damaged.class);
        assertThat(file).doesNotExist();
        assertThat(dir.resolve("routes.json.damaged")).exists();

        Files.write(file, java.util.Arrays.copyOf(whole, at));
        assertThat(store.load(Set.of())).isInstanceOf(TableStore.Stored.Damaged.class);
    }

    @Test
    void tableThatWouldBeRefusedIsNotServedFromTheDiskEither() throws IOException {
        store.save(table);

        assertThat(store.load(Set.of(30_000))).isInstanceOf(TableStore.Stored.Damaged.class);
    }

    @Test
    void failedSaveLeavesTheOldTable() throws IOException {
        store.save(table);
        Path inTheWay = dir.resolve("routes.json.new");
        Files.createDirectory(inTheWay);
        Files.writeString(inTheWay.resolve("x"), "x", StandardCharsets.UTF_8);

        assertThatThrownBy(() -> store.save(Tables.table(8))).isInstanceOf(IOException.class);

        assertThat(store.load(Set.of())).isEqualTo(new TableStore.Stored.Table(table));
    }
}
