package dev.autostack.controlplane.release;

import dev.autostack.controlplane.db.Row;
import dev.autostack.protocol.Digest;
import dev.autostack.protocol.RunPlan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What instances are made of. Never changes, so it can be run again at any time. {@code plain}
 * names the variables that are no secrets.
 */
public record Release(
        UUID id,
        UUID projectId,
        UUID environmentId,
        int number,
        String repository,
        Digest digest,
        long sizeBytes,
        @Nullable String commitSha,
        RunPlan run,
        ReleaseSettings settings,
        Set<String> plain,
        boolean imageDeleted,
        Instant createdAt) {

    static Release read(Row row) throws SQLException {
        return new Release(
                row.uuid("id"),
                row.uuid("project_id"),
                row.uuid("environment_id"),
                row.integer("number"),
                row.text("repository"),
                Digest.parse(row.text("digest")),
                row.number("size_bytes"),
                row.textOrNull("commit_sha"),
                row.json("run_plan", RunPlan.class),
                row.json("settings", ReleaseSettings.class),
                Set.copyOf(row.texts("plain_names")),
                row.instantOrNull("image_deleted_at") != null,
                row.instant("created_at"));
    }

    /** The image by digest, as an engine pulls it. */
    public String image() {
        return repository + "@" + digest;
    }
}
