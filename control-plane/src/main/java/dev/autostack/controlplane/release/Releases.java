package dev.autostack.controlplane.release;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.seal.Seal;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Makes releases and opens their variables. */
@Singleton
public final class Releases {
    private static final Argument<Map<String, String>> VARIABLES =
            Argument.mapOf(String.class, String.class);

    private final Database database;
    private final Seal seal;
    private final ObjectMapper json;

    Releases(Database database, Seal seal, ObjectMapper json) {
        this.database = database;
        this.seal = seal;
        this.json = json;
    }

    /** Writes a release; its number counts up in its environment, whose row the caller holds. */
    public Release create(NewRelease wanted) {
        return database.sql(
                        """
                        insert into release (id, project_id, environment_id, number, repository, digest, size_bytes,
                            commit_sha, run_plan, settings, variables, variable_names, plain_names)
                        values (?, ?, ?, (select coalesce(max(number), 0) + 1 from release where environment_id = ?),
                            ?, ?, ?, ?, ?, ?, ?, ?, ?) returning *
                        """,
                        wanted.id(),
                        wanted.projectId(),
                        wanted.environmentId(),
                        wanted.environmentId(),
                        wanted.repository(),
                        wanted.digest().toString(),
                        wanted.sizeBytes(),
                        wanted.commitSha(),
                        database.json(wanted.run()),
                        database.json(wanted.settings()),
                        seal.seal(text(new TreeMap<>(wanted.variables())), purpose(wanted.id())),
                        wanted.variables().keySet().stream().sorted().toList(),
                        wanted.plain().stream().sorted().toList())
                .one(Release::read);
    }

    public Optional<Release> find(UUID id) {
        return database.sql("select * from release where id = ?", id).first(Release::read);
    }

    /** The variables as they were when the release was made. For the agent that runs it only. */
    public Map<String, String> variables(UUID release) {
        byte[] sealed =
                database.sql("select variables from release where id = ?", release)
                        .one(row -> row.bytes("variables"));
        try {
            Map<String, String> opened =
                    json.readValue(seal.open(sealed, purpose(release)), VARIABLES);
            return opened == null ? Map.of() : opened;
        } catch (IOException e) {
            throw new UncheckedIOException("variables of release " + release, e);
        }
    }

    private String text(Map<String, String> variables) {
        try {
            return json.writeValueAsString(variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String purpose(UUID release) {
        return "release/" + release;
    }
}
