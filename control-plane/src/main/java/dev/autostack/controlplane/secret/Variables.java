package dev.autostack.controlplane.secret;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.seal.Seal;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Opens the variables of an environment for the delivery path: builds, releases, redaction. */
@Singleton
public final class Variables {
    private final Database database;
    private final Seal seal;

    Variables(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    /**
     * Name to value, in the order of the names.
     *
     * @throws dev.autostack.controlplane.seal.SealBroken when a stored value does not open
     */
    public Map<String, String> open(UUID environmentId) {
        Map<String, String> values = new LinkedHashMap<>();
        openAll(environmentId).forEach(each -> values.put(each.name(), each.value()));
        return values;
    }

    /** As {@link #open} with what is known of each variable. */
    public List<OpenVariable> openAll(UUID environmentId) {
        return database.sql(
                        "select p.team_id, v.name, v.sealed, v.secret, v.build_time from variable v"
                                + " join environment e on e.id = v.environment_id join project p on p.id = e.project_id"
                                + " where v.environment_id = ? order by v.name",
                        environmentId)
                .list(row -> {
                    String name = row.text("name");
                    return new OpenVariable(
                            name,
                            seal.open(
                                    row.bytes("sealed"),
                                    purpose(row.uuid("team_id"), environmentId, name)),
                            row.flag("secret"),
                            row.flag("build_time"));
                });
    }

    /** What a sealed value is and where it stands. */
    static String purpose(UUID teamId, UUID environmentId, String name) {
        return "variable/" + teamId + "/" + environmentId + "/" + name;
    }
}
