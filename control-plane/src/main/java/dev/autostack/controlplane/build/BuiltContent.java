package dev.autostack.controlplane.build;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.queue.BuildQueue;
import dev.autostack.controlplane.registry.ImageRegistry;
import dev.autostack.controlplane.seal.Seal;
import dev.autostack.protocol.ContentQuestion;
import dev.autostack.protocol.KnownImage;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Which content was built before. A build enters when it is done and its image pushed; it is found
 * by builds of the same project only. An image that is being deleted is not found, from before the
 * registry is asked to delete it until that is done (see {@code ImageUpkeep}).
 */
@Singleton
final class BuiltContent {
    private static final int SALT_BYTES = 32;

    private final Database database;
    private final ImageRegistry registry;
    private final Seal seal;
    private final SecureRandom random = new SecureRandom();

    BuiltContent(Database database, ImageRegistry registry, Seal seal) {
        this.database = database;
        this.registry = registry;
        this.seal = seal;
    }

    /** What keys the digests of a project, made at first use. */
    String salt(UUID project) {
        Optional<String> known = knownSalt(project);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] bytes = new byte[SALT_BYTES];
        random.nextBytes(bytes);
        database.sql(
                        "insert into build_salt (project_id, sealed) values (?, ?) on conflict do nothing",
                        project,
                        seal.seal(HexFormat.of().formatHex(bytes), purpose(project)))
                .update();
        return knownSalt(project).orElseThrow();
    }

    private Optional<String> knownSalt(UUID project) {
        return database.sql("select sealed from build_salt where project_id = ?", project)
                .first(row -> seal.open(row.bytes("sealed"), purpose(project)));
    }

    private static String purpose(UUID project) {
        return "build-salt/" + project;
    }

    private record Asking(UUID projectId, boolean withoutCache) {}

    /**
     * Keeps the key with the build and finds the newest image of equal content.
     *
     * @throws Refusal 409 stale_lease
     */
    Optional<KnownImage> find(UUID build, UUID worker, ContentQuestion question) {
        return database.inTransaction(() -> {
            Asking asking =
                    database.sql(
                                    """
                                    update build set content_key = ?
                                    where id = ? and worker_id = ? and fence = ? and state = 'LEASED' and project_id is not null
                                    returning project_id, without_cache
                                    """,
                                    question.contentKey(),
                                    build,
                                    worker,
                                    question.fence())
                            .first(row ->
                                    new Asking(row.uuid("project_id"), row.flag("without_cache")))
                            .orElseThrow(BuildQueue::staleLease);
            return asking.withoutCache()
                    ? Optional.empty()
                    : newest(asking.projectId(), question.contentKey());
        });
    }

    private Optional<KnownImage> newest(UUID project, String key) {
        return database.sql(
                        """
                        select origin.id, d.number, origin.outcome -> 'commit' ->> 'sha' as commit, b.outcome ->> 'digest' as digest
                        from build b
                        join build origin on origin.id = coalesce(b.reused_build_id, b.id)
                        join deployment d on d.id = origin.deployment_id
                        where b.project_id = ? and b.content_key = ? and b.outcome ->> 'type' = 'pushed'
                            and not exists (select 1 from image_removal m
                                where m.repository = ? and m.digest = b.outcome ->> 'digest')
                        order by b.finished_at desc limit 1
                        """,
                        project,
                        key,
                        registry.repository(project))
                .first(row ->
                        new KnownImage(
                                row.uuid("id"),
                                row.integer("number"),
                                row.textOrNull("commit"),
                                row.text("digest")));
    }

    /**
     * Writes down whose image a build took.
     *
     * @throws Refusal 400 when that build has no such image, or another content or project
     */
    void reused(UUID build, UUID origin, String digest) {
        int changed =
                database.sql(
                                """
                                update build b set reused_build_id = o.id from build o
                                where b.id = ? and o.id = ? and o.project_id = b.project_id
                                    and o.content_key = b.content_key and o.outcome ->> 'digest' = ?
                                """,
                                build,
                                origin,
                                digest)
                        .update();
        if (changed == 0) {
            throw Refusal.invalid(
                    "reusedBuildId", "No build of this project made this image of this content.");
        }
    }
}
