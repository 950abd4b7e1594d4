package dev.autostack.controlplane.source;

import dev.autostack.controlplane.db.Database;
import dev.autostack.controlplane.project.ProjectSettings;
import dev.autostack.controlplane.seal.Seal;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.SourceSpec;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the source of a project is, as a worker needs it. */
@Singleton
public final class Sources {
    private final Database database;
    private final Seal seal;
    private final ObjectMapper json;

    Sources(Database database, Seal seal, ObjectMapper json) {
        this.database = database;
        this.seal = seal;
        this.json = json;
    }

    /**
     * {@code ref} null: the project's branch, and the remote's default branch without one. {@code
     * commit} null: the worker resolves the ref.
     */
    public SourceSpec of(UUID project, @Nullable String ref, @Nullable String commit) {
        return database.sql(
                        "select git_url, branch, root_directory, submodules, git_credential from project where id = ?",
                        project)
                .one(row -> {
                    byte[] sealed = row.bytesOrNull("git_credential");
                    return new SourceSpec(
                            row.text("git_url"),
                            ref == null ? row.textOrNull("branch") : ref,
                            commit,
                            row.text("root_directory"),
                            row.flag("submodules"),
                            sealed == null ? null : credential(project, sealed));
                });
    }

    /** The source with the project's credential, when it is still the project's repository. */
    public SourceSpec withCredential(UUID project, SourceSpec source) {
        SourceSpec own = of(project, source.ref(), source.commit());
        return own.url().equals(source.url())
                ? new SourceSpec(
                        source.url(),
                        source.ref(),
                        source.commit(),
                        source.rootDirectory(),
                        source.submodules(),
                        own.credential())
                : source;
    }

    public ProjectSettings settings(UUID project) {
        return database.sql("select settings from project where id = ?", project)
                .one(row -> row.json("settings", ProjectSettings.class));
    }

    private @Nullable GitCredential credential(UUID project, byte[] sealed) {
        try {
            return json.readValue(
                    seal.open(sealed, credentialPurpose(project)), GitCredential.class);
        } catch (IOException e) {
            throw new UncheckedIOException("git credential of project " + project, e);
        }
    }

    /** What the sealed Git credential of a project is sealed for. */
    private static String credentialPurpose(UUID project) {
        return "git-credential/" + project;
    }
}
