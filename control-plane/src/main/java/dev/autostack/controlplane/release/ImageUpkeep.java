package dev.autostack.controlplane.release;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.registry.ImageRegistry;
import dev.autostack.protocol.Digest;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes images that no release needs: of deleted deployments and environments, of releases that
 * never went live, and beyond the newest that are kept for rollback. Agents remove their own
 * copies.
 */
@Singleton
class ImageUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(ImageUpkeep.class);
    private static final int AT_ONCE = 20;

    private final Database database;
    private final ImageRegistry registry;
    private final int keep;

    ImageUpkeep(
            Database database,
            ImageRegistry registry,
            @Value("${autostack.release.keep:10}") int keep) {
        this.database = database;
        this.registry = registry;
        this.keep = keep;
    }

    private record Image(String repository, String digest, UUID projectId) {}

    @Scheduled(
            fixedDelay = "${autostack.release.sweep:60s}",
            initialDelay = "${autostack.release.sweep:60s}")
    void sweep() {
        environments().forEach(this::mark);
        removable().forEach(this::remove);
    }

    private List<UUID> environments() {
        return database.sql(
                        """
                        select distinct r.environment_id from release r where r.image_deleted_at is null and (%s) limit ?
                        """
                                .formatted(UNNEEDED),
                        keep,
                        AT_ONCE)
                .list(row -> row.uuid("environment_id"));
    }

    private static final String UNNEEDED =
            """
            not exists (select 1 from instance i where i.release_id = r.id and i.removed_at is null)
            and not exists (select 1 from deployment d where d.release_id = r.id
                and (d.state = 'LIVE' or d.deadline is not null))
            and (exists (select 1 from environment e where e.id = r.environment_id and e.deleted_at is not null)
                or not exists (select 1 from deployment d where d.release_id = r.id and d.deleted_at is null
                    and d.state = 'RETIRED')
                or r.number <= (select max(n.number) from release n where n.environment_id = r.environment_id) - ?)
            """;

    /** Under the environment's lock: no rollback can choose a release that is being let go. */
    private void mark(UUID environment) {
        database.doInTransaction(() -> {
            database.sql("select 1 from environment where id = ? for no key update", environment)
                    .exists();
            database.sql(
                            """
                            with gone as (
                                update release r set image_deleted_at = now()
                                where r.environment_id = ? and r.image_deleted_at is null and (%s)
                                returning repository, digest, project_id
                            )
                            insert into image_removal (repository, digest, project_id)
                            select distinct repository, digest, project_id from gone on conflict do nothing
                            """
                                    .formatted(UNNEEDED),
                            environment,
                            keep)
                    .update();
        });
    }

    /**
     * Not while the project builds or is about to make a release: a build may just push the same
     * digest again, or take the image of an earlier build, which it is offered only while the image
     * does not stand here.
     */
    private List<Image> removable() {
        return database.sql(
                        """
                        select repository, digest, project_id from image_removal m
                        where next_try_at < now() and not exists (select 1 from build b where b.project_id = m.project_id
                            and (b.state = 'LEASED' or b.finished_at > now() - interval '2 minutes'))
                            and not exists (select 1 from deployment d where d.project_id = m.project_id
                                and d.deadline is not null and d.release_id is null)
                        order by requested_at limit ?
                        """,
                        AT_ONCE)
                .list(row ->
                        new Image(
                                row.text("repository"),
                                row.text("digest"),
                                row.uuid("project_id")));
    }

    private void remove(Image image) {
        boolean needed =
                database.sql(
                                "select 1 from release where repository = ? and digest = ? and image_deleted_at is null limit 1",
                                image.repository(),
                                image.digest())
                        .exists();
        if (needed || registry.delete(image.repository(), Digest.parse(image.digest()))) {
            LOG.info(
                    "image={}@{} {}",
                    image.repository(),
                    image.digest(),
                    needed ? "kept" : "deleted");
            database.sql(
                            "delete from image_removal where repository = ? and digest = ?",
                            image.repository(),
                            image.digest())
                    .update();
        } else {
            database.sql(
                            "update image_removal set next_try_at = now() + interval '10 minutes' where repository = ? and digest = ?",
                            image.repository(),
                            image.digest())
                    .update();
        }
    }
}
