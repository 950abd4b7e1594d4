package dev.autostack.controlplane.project;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.audit.Audit;
import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.http.Revision;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.GitRef;
import dev.autostack.protocol.GitUrl;
import dev.autostack.protocol.Slug;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes projects. Each change is one transaction with its audit event. */
@Singleton
class ProjectWrites {
    private final Database database;
    private final Projects projects;
    private final EnvironmentWrites environments;
    private final GitCredentials credentials;
    private final SettingsMerge settings;
    private final Audit audit;

    ProjectWrites(
            Database database,
            Projects projects,
            EnvironmentWrites environments,
            GitCredentials credentials,
            SettingsMerge settings,
            Audit audit) {
        this.database = database;
        this.projects = projects;
        this.environments = environments;
        this.credentials = credentials;
        this.settings = settings;
        this.audit = audit;
    }

    Project create(Identity.Person person, NewProject wanted) {
        Fields fields = new Fields();
        Slug name = fields.parse("name", wanted.name(), Slug::parse);
        GitUrl url = fields.parse("gitUrl", wanted.gitUrl(), GitUrl::parse);
        String branch = branch(wanted.branch(), fields);
        String root = root(wanted.rootDirectory(), fields);
        ProjectSettings merged =
                settings.merge(ProjectSettings.standard(), wanted.settings(), fields);
        SettingsRules.check(merged, fields);
        if (wanted.gitCredential() != null) {
            GitCredentials.check(wanted.gitCredential(), fields);
        }
        fields.check();
        UUID id = UUID.randomUUID();
        return database.inTransaction(() -> {
            insert(id, person.teamId(), Objects.requireNonNull(name), wanted, merged, root);
            database.sql(
                            "update project set git_url = ?, branch = ? where id = ?",
                            String.valueOf(url),
                            branch,
                            id)
                    .update();
            environments.addProduction(person, id, name);
            audit.record(person, "project.create", "project", id, Map.of("name", name.value()));
            return read(person, id);
        });
    }

    Project change(
            Identity.Person person, UUID id, ProjectChange change, @Nullable String ifMatch) {
        return database.inTransaction(() -> {
            Projects.Line line = lock(person, id);
            new Revision(line.revision()).allow(ifMatch);
            Fields fields = new Fields();
            GitUrl url =
                    change.gitUrl() == null
                            ? null
                            : fields.parse("gitUrl", change.gitUrl(), GitUrl::parse);
            String branch = branch(change.branch(), fields);
            String root = root(change.rootDirectory(), fields);
            ProjectSettings merged = settings.merge(line.settings(), change.settings(), fields);
            SettingsRules.check(merged, fields);
            if (change.gitCredential() != null) {
                GitCredentials.check(change.gitCredential(), fields);
            }
            fields.check();
            database.sql(
                            """
                            update project set git_url = ?, branch = ?, root_directory = ?, submodules = ?,
                                settings = ?, revision = revision + 1, updated_at = now()
                            where id = ?
                            """,
                            url == null ? line.gitUrl() : url.toString(),
                            change.branch() == null ? line.branch() : branch,
                            change.rootDirectory() == null ? line.rootDirectory() : root,
                            change.submodules() == null ? line.submodules() : change.submodules(),
                            database.json(merged),
                            id)
                    .update();
            changeCredential(id, change);
            audit.record(
                    person,
                    "project.change",
                    "project",
                    id,
                    Map.of("name", line.name(), "fields", changed(change)));
            return read(person, id);
        });
    }

    /** Soft: rows stay for the audit; the name is free again and nothing is served any more. */
    void delete(Identity.Person person, UUID id) {
        database.doInTransaction(() -> {
            Projects.Line line = lock(person, id);
            environments.deleteAll(id);
            database.sql(
                            "update project set deleted_at = now(), updated_at = now(), git_credential = null,"
                                    + " webhook_secret = null where id = ?",
                            id)
                    .update();
            audit.record(person, "project.delete", "project", id, Map.of("name", line.name()));
        });
    }

    private void insert(
            UUID id,
            UUID teamId,
            Slug name,
            NewProject wanted,
            ProjectSettings merged,
            String root) {
        GitCredential credential = wanted.gitCredential();
        try {
            database.sql(
                            """
                            insert into project (id, team_id, name, git_url, root_directory, submodules, settings, git_credential)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """,
                            id,
                            teamId,
                            name.value(),
                            wanted.gitUrl(),
                            root,
                            Boolean.TRUE.equals(wanted.submodules()),
                            database.json(merged),
                            credential == null ? null : credentials.seal(id, credential))
                    .update();
        } catch (DatabaseException e) {
            if (e.violates("project_name")) {
                throw Refusal.conflict(
                        "name_taken",
                        "There is already a project named " + name + ".",
                        "Names stand in host names, so they are unique here: choose another one.");
            }
            throw e;
        }
    }

    private void changeCredential(UUID id, ProjectChange change) {
        if (change.gitCredential() != null) {
            database.sql(
                            "update project set git_credential = ? where id = ?",
                            credentials.seal(id, change.gitCredential()),
                            id)
                    .update();
        } else if (Boolean.TRUE.equals(change.removeGitCredential())) {
            database.sql("update project set git_credential = null where id = ?", id).update();
        }
    }

    private static List<String> changed(ProjectChange change) {
        return java.util.stream.Stream.of(
                        change.gitUrl() == null ? "" : "gitUrl",
                        change.branch() == null ? "" : "branch",
                        change.rootDirectory() == null ? "" : "rootDirectory",
                        change.submodules() == null ? "" : "submodules",
                        change.settings() == null ? "" : "settings",
                        change.gitCredential() == null ? "" : "gitCredential",
                        Boolean.TRUE.equals(change.removeGitCredential())
                                ? "removeGitCredential"
                                : "")
                .filter(field -> !field.isEmpty())
                .toList();
    }

    private Project read(Identity.Person person, UUID id) {
        return projects.find(person.teamId(), id).orElseThrow(() -> Refusal.notFound("project"));
    }

    private Projects.Line lock(Identity.Person person, UUID id) {
        return projects.lock(person.teamId(), id).orElseThrow(() -> Refusal.notFound("project"));
    }

    private static @Nullable String branch(@Nullable String text, Fields fields) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        GitRef ref = fields.parse("branch", text, GitRef::parse);
        return ref == null ? null : ref.value();
    }

    private static String root(@Nullable String text, Fields fields) {
        SettingsRules.path("rootDirectory", text, fields);
        if (text == null) {
            return "";
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
