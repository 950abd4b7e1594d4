package dev.autostack.controlplane.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autostack.controlplane.testing.TestDatabase;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTest {
    private ApplicationContext context;
    private Database database;

    @BeforeAll
    void start() {
        context = ApplicationContext.run(TestDatabase.fresh());
        database = context.getBean(Database.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @Test
    void anExceptionRollsBackTheOuterTransactionWithAllThatJoinedIt() {
        UUID id = UUID.randomUUID();

        assertThatThrownBy(() ->
                        database.doInTransaction(() -> {
                            database.doInTransaction(() -> addTeam(id, "joined"));
                            throw new IllegalStateException("boom");
                        }))
                .hasMessage("boom");

        assertThat(teamName(id)).isEmpty();
    }

    @Test
    void valuesOfEveryKindComeBackByteExact() {
        UUID id = UUID.randomUUID();
        Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");
        String name = "quote ' \" ; $ -- ü \n x";
        addTeam(id, name);

        Found found =
                database.sql(
                                """
                                select id, name, ?::timestamptz as t, ?::bytea as b, ?::text[] as l,
                                    ?::uuid[] = array[id] as same, ?::text is null as n
                                from team where id = ?
                                """,
                                time,
                                new byte[] {0, 1, -1},
                                List.of("a", "b,c"),
                                List.of(id),
                                null,
                                id)
                        .one(r ->
                                new Found(
                                        r.uuid("id"),
                                        r.text("name"),
                                        r.instant("t"),
                                        HexFormat.of().formatHex(r.bytes("b")),
                                        r.texts("l"),
                                        r.flag("same") && r.flag("n")));

        assertThat(found.id()).isEqualTo(id);
        assertThat(found.name()).isEqualTo(name);
        assertThat(found.time()).isEqualTo(time);
        assertThat(found.hex()).isEqualTo("0001ff");
        assertThat(found.list()).containsExactly("a", "b,c");
        assertThat(found.flags()).isTrue();
    }

    private record Found(
            UUID id, String name, Instant time, String hex, List<String> list, boolean flags) {}

    @Test
    void theSqlStateOfARefusedWriteIsKept() {
        UUID id = UUID.randomUUID();
        addTeam(id, "once");

        assertThatThrownBy(() -> addTeam(id, "twice"))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.violates("team_pkey")).isTrue());
    }

    @Test
    void aSignalWakesWaitersOfAnotherProcessAtCommit() {
        Map<String, Object> properties = new HashMap<>(TestDatabase.fresh());
        properties.put("autostack.signals.poll", "1h");
        try (var one = ApplicationContext.run(properties);
                var other = ApplicationContext.run(properties)) {
            UUID id = UUID.randomUUID();
            Database theirs = other.getBean(Database.class);
            var found =
                    CompletableFuture.supplyAsync(() ->
                            other.getBean(LongPoll.class)
                                    .await(
                                            "test",
                                            id.toString(),
                                            Duration.ofSeconds(20),
                                            () -> nameIn(theirs, id)));

            Database ours = one.getBean(Database.class);
            ours.doInTransaction(() -> {
                ours.sql("insert into team (id, name) values (?, ?)", id, "seen").update();
                one.getBean(Signals.class).send("test", id.toString());
            });

            assertThat(found.orTimeout(10, TimeUnit.SECONDS).join()).contains("seen");
        }
    }

    @Test
    void withoutNotificationsWaitersStillFindTheChange() {
        Map<String, Object> properties = new HashMap<>(TestDatabase.fresh());
        properties.put("autostack.signals.listen", "false");
        properties.put("autostack.signals.poll", "50ms");
        try (var deaf = ApplicationContext.run(properties)) {
            Database theirs = deaf.getBean(Database.class);
            UUID id = UUID.randomUUID();
            var found =
                    CompletableFuture.supplyAsync(() ->
                            deaf.getBean(LongPoll.class)
                                    .await(
                                            "test",
                                            id.toString(),
                                            Duration.ofSeconds(20),
                                            () -> nameIn(theirs, id)));

            theirs.sql("insert into team (id, name) values (?, ?)", id, "seen").update();

            assertThat(found.join()).contains("seen");
        }
    }

    private void addTeam(UUID id, String name) {
        database.sql("insert into team (id, name) values (?, ?)", id, name).update();
    }

    private Optional<String> teamName(UUID id) {
        return nameIn(database, id);
    }

    private static Optional<String> nameIn(Database database, UUID id) {
        return database.sql("select name from team where id = ?", id).first(r -> r.text("name"));
    }
}
