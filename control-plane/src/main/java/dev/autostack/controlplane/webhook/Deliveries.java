package dev.autostack.controlplane.webhook;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.deployment.PushDeployments;
import dev.autostack.protocol.CommitSha;
import dev.autostack.protocol.GitRef;
import dev.autostack.protocol.GitUrl;
import dev.autostack.protocol.InvalidValue;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes verified deliveries, each once, in one transaction with what they cause: a delivery that
 * was answered 2xx is done, any other may be sent again.
 */
@Singleton
final class Deliveries {
    private final Database database;
    private final PushDeployments pushes;

    Deliveries(Database database, PushDeployments pushes) {
        this.database = database;
        this.pushes = pushes;
    }

    /** Returns what became of it, one sentence. */
    String accept(
            UUID project,
            String delivery,
            String event,
            byte[] bodyHash,
            @Nullable PushEvent push) {
        return database.inTransaction(() -> {
            UUID id = UUID.randomUUID();
            boolean first =
                    database.sql(
                                            """
                                            insert into webhook_delivery (id, delivery, project_id, event, payload_sha256)
                                            values (?, ?, ?, ?, ?) on conflict (project_id, delivery) do nothing
                                            """,
                                            id,
                                            delivery,
                                            project,
                                            event,
                                            bodyHash)
                                    .update()
                            == 1;
            if (!first) {
                return "This delivery was taken before.";
            }
            String outcome =
                    push == null ? "Nothing to do for " + event + "." : push(project, id, push);
            database.sql("update webhook_delivery set outcome = ? where id = ?", outcome, id)
                    .update();
            return outcome;
        });
    }

    private String push(UUID project, UUID delivery, PushEvent push) {
        String branch = push.branch();
        String after = push.after();
        PushEvent.Repository repository = push.repository();
        if (push.deleted() || branch == null || after == null || repository == null) {
            return "Not a push of commits to a branch.";
        }
        try {
            GitRef.parse(branch);
            CommitSha.parse(after);
        } catch (InvalidValue e) {
            return "Not a branch or commit that can be deployed: " + e.getMessage();
        }
        if (!isOf(project, repository)) {
            return "The push is of another repository than the project's.";
        }
        int begun =
                pushes.pushed(
                        project,
                        branch,
                        after,
                        branch.equals(repository.default_branch()),
                        repository.pushedAt(),
                        delivery);
        return begun == 0
                ? "No environment deploys this push, or it did already."
                : begun + " deployments begun.";
    }

    private boolean isOf(UUID project, PushEvent.Repository repository) {
        String own =
                database.sql("select git_url from project where id = ?", project)
                        .one(row -> place(row.text("git_url")));
        return Stream.of(repository.clone_url(), repository.ssh_url(), repository.html_url())
                .anyMatch(url -> url != null && own.equals(place(url)));
    }

    /** Host and path without transport, user, port and ".git": one repository has many URLs. */
    static String place(String url) {
        try {
            GitUrl parsed = GitUrl.parse(url);
            String path =
                    parsed.path().startsWith("/") ? parsed.path().substring(1) : parsed.path();
            String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            String plain = bare.endsWith(".git") ? bare.substring(0, bare.length() - 4) : bare;
            return (parsed.host() + "/" + plain).toLowerCase(Locale.ROOT);
        } catch (InvalidValue e) {
            return "";
        }
    }
}
