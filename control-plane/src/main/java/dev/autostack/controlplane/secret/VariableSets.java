package dev.autostack.controlplane.secret;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.http.Revision;
import dev.autostack.controlplane.seal.Seal;
import dev.autostack.controlplane.seal.SealBroken;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people see and replace: whole sets, values byte-exact, secrets never read back. */
@Singleton
final class VariableSets {
    private static final Logger LOG = LoggerFactory.getLogger(VariableSets.class);

    private final Database database;
    private final Seal seal;
    private final Audit audit;

    VariableSets(Database database, Seal seal, Audit audit) {
        this.database = database;
        this.seal = seal;
        this.audit = audit;
    }

    private record Stored(
            String name, boolean secret, boolean buildTime, @Nullable String value, Instant at) {}

    VariableSet read(Identity.Person person, UUID environmentId) {
        return database.inTransaction(() -> {
            long revision = revision(person, environmentId, "");
            List<VariableSet.Variable> shown =
                    stored(person, environmentId).values().stream()
                            .map(each ->
                                    new VariableSet.Variable(
                                            each.name(),
                                            each.secret(),
                                            each.buildTime(),
                                            each.value(),
                                            each.at()))
                            .toList();
            return new VariableSet(revision, shown);
        });
    }

    VariableSet replace(
            Identity.Person person,
            UUID environmentId,
            VariableReplacement wanted,
            @Nullable String ifMatch) {
        return database.inTransaction(() -> {
            long revision = revision(person, environmentId, " for update of e");
            new Revision(revision).require(ifMatch);
            Map<String, Stored> before = stored(person, environmentId);
            VariableRules.check(wanted, secrets(before));
            write(person, environmentId, wanted, before);
            return read(person, environmentId);
        });
    }

    private void write(
            Identity.Person person,
            UUID environmentId,
            VariableReplacement wanted,
            Map<String, Stored> before) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        Map<String, Stored> left = new LinkedHashMap<>(before);
        for (VariableReplacement.VariableInput input : wanted.variables()) {
            Stored known = left.remove(input.name());
            if (known == null) {
                added.add(input.name());
            } else if (!same(known, input)) {
                changed.add(input.name());
            } else {
                continue;
            }
            put(person, environmentId, input);
        }
        List<String> removed = List.copyOf(left.keySet());
        database.sql(
                        "delete from variable where environment_id = ? and name = any (?)",
                        environmentId,
                        removed)
                .update();
        if (added.isEmpty() && changed.isEmpty() && removed.isEmpty()) {
            return;
        }
        database.sql(
                        "update environment set variables_revision = variables_revision + 1 where id = ?",
                        environmentId)
                .update();
        audit.record(
                person,
                "variables.replace",
                "environment",
                environmentId,
                Map.of("added", added, "changed", changed, "removed", removed));
    }

    private void put(
            Identity.Person person, UUID environmentId, VariableReplacement.VariableInput input) {
        String value = input.value();
        if (value == null) {
            database.sql(
                            """
                            update variable set build_time = ?, updated_at = now(), updated_by = ?
                            where environment_id = ? and name = ?
                            """,
                            input.isBuildTime(),
                            person.accountId(),
                            environmentId,
                            input.name())
                    .update();
            return;
        }
        String purpose = Variables.purpose(person.teamId(), environmentId, input.name());
        database.sql(
                        """
                        insert into variable (environment_id, name, sealed, secret, build_time, updated_by)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (environment_id, name) do update set sealed = excluded.sealed,
                            secret = excluded.secret, build_time = excluded.build_time,
                            updated_by = excluded.updated_by, updated_at = now()
                        """,
                        environmentId,
                        input.name(),
                        seal.seal(value, purpose),
                        input.isSecret(),
                        input.isBuildTime(),
                        person.accountId())
                .update();
    }

    private long revision(Identity.Person person, UUID environmentId, String lock) {
        return database.sql(
                        """
                        select e.variables_revision from environment e join project p on p.id = e.project_id
                        where e.id = ? and p.team_id = ? and e.deleted_at is null and p.deleted_at is null
                        """
                                + lock,
                        environmentId,
                        person.teamId())
                .first(row -> row.number("variables_revision"))
                .orElseThrow(() -> Refusal.notFound("environment"));
    }

    /** By name; only plain values are opened. */
    private Map<String, Stored> stored(Identity.Person person, UUID environmentId) {
        Map<String, Stored> stored = new LinkedHashMap<>();
        database.sql(
                        """
                        select name, secret, build_time, sealed, updated_at from variable
                        where environment_id = ? order by name
                        """,
                        environmentId)
                .list(row -> {
                    String name = row.text("name");
                    boolean secret = row.flag("secret");
                    String purpose = Variables.purpose(person.teamId(), environmentId, name);
                    return new Stored(
                            name,
                            secret,
                            row.flag("build_time"),
                            secret ? null : open(row.bytes("sealed"), purpose),
                            row.instant("updated_at"));
                })
                .forEach(each -> stored.put(each.name(), each));
        return stored;
    }

    /** One damaged value spoils one field, not the page. */
    private @Nullable String open(byte[] sealed, String purpose) {
        try {
            return seal.open(sealed, purpose);
        } catch (SealBroken e) {
            LOG.error("A variable is damaged", e);
            return null;
        }
    }

    private static List<String> secrets(Map<String, Stored> before) {
        return before.values().stream().filter(Stored::secret).map(Stored::name).toList();
    }

    private static boolean same(Stored known, VariableReplacement.VariableInput input) {
        boolean sameValue =
                known.secret()
                        ? input.value() == null
                        : input.value() != null && input.value().equals(known.value());
        return sameValue
                && known.secret() == input.isSecret()
                && known.buildTime() == input.isBuildTime();
    }
}
