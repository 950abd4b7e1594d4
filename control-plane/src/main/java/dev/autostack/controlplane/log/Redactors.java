package dev.autostack.controlplane.log;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.seal.SealBroken;
import dev.autostack.controlplane.secret.OpenVariable;
import dev.autostack.controlplane.secret.Variables;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The redactor of each environment. A value that was replaced goes on being blanked as long as this
 * process remembers it: instances of older releases still print it.
 */
@Singleton
final class Redactors {
    private static final Logger LOG = LoggerFactory.getLogger(Redactors.class);
    private static final int OLD_VALUES_KEPT = 500;

    private final Database database;
    private final Variables variables;
    private final Map<UUID, Known> byEnvironment = new ConcurrentHashMap<>();

    private record Known(long revision, Set<String> values, Redactor redactor) {}

    Redactors(Database database, Variables variables) {
        this.database = database;
        this.variables = variables;
    }

    Redactor of(UUID environmentId) {
        long revision =
                database.sql(
                                "select variables_revision from environment where id = ?",
                                environmentId)
                        .one(row -> row.number("variables_revision"));
        Known known = byEnvironment.get(environmentId);
        if (known == null || known.revision() != revision) {
            known = read(environmentId, revision, known == null ? Set.of() : known.values());
            byEnvironment.put(environmentId, known);
        }
        return known.redactor();
    }

    private Known read(UUID environmentId, long revision, Set<String> older) {
        Set<String> values = new LinkedHashSet<>();
        try {
            for (OpenVariable variable : variables.openAll(environmentId)) {
                if (variable.secret()) {
                    values.add(variable.value());
                }
            }
        } catch (SealBroken e) {
            // The log goes on: the sender has redacted, too.
            LOG.error("Secrets of environment {} cannot be opened", environmentId, e);
        }
        older.stream().limit(OLD_VALUES_KEPT).forEach(values::add);
        return new Known(revision, values, Redactor.of(values));
    }
}
