package dev.autostack.worker.source;

import dev.autostack.protocol.CommitFacts;
import dev.autostack.protocol.CommitSha;
import dev.autostack.worker.cause.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings one commit of one repository into a folder: fetch into the project's mirror, measure,
 * unpack.
 */
final class Fetcher {
    /** A broken connection is tried again after these. */
    private static final List<Duration> RETRIES =
            List.of(Duration.ofMillis(300), Duration.ofSeconds(2));

    private static final int MAX_SUBJECT = 200;

    private final Path git;
    private final @Nullable Path ssh;
    private final Mirrors mirrors;
    private final Path knownHosts;
    private final SourceLimits limits;
    private final Map<String, String> inherited;

    Fetcher(
            Path git,
            @Nullable Path ssh,
            Mirrors mirrors,
            Path knownHosts,
            SourceLimits limits,
            Map<String, String> inherited) {
        this.git = git;
        this.ssh = ssh;
        this.mirrors = mirrors;
        this.knownHosts = knownHosts;
        this.limits = limits;
        this.inherited = inherited;
    }

    /**
     * @param workspace of the build, for what git needs besides
     * @param tree gets the files
     */
    record Place(UUID project, Path workspace, Path tree) {
        Place at(Path otherTree) {
            return new Place(project, workspace, otherTree);
        }
    }

    /**
     * {@code tree} is the id of the commit's tree; {@code modules} are the lines of .gitmodules as
     * git reads it.
     */
    record Fetched(
            Remote remote, CommitFacts facts, String tree, Listing listing, List<String> modules) {}

    Fetched fetch(Place place, Remote remote, Wanted wanted, GitRun run)
            throws InterruptedException {
        Path scratch = place.workspace().resolve("git-" + Mirrors.hash(place.tree().toString()));
        folder(scratch.resolve("home"));
        folder(place.tree());
        GitSettings settings = settings(scratch, remote, place.project());
        GitCommands commands = new GitCommands(git, scratch);
        try (Mirrors.Use mirror = mirrors.use(place.project(), remote.url())) {
            boolean fresh = mirror.isNew();
            mirror.begin();
            Session session = new Session(place, remote, wanted, run, commands, settings);
            if (fresh) {
                session.init(mirror.directory());
            }
            try {
                return session.shallow(mirror.directory(), scratch);
            } catch (CheckoutFailed e) {
                if (fresh) {
                    mirror.discard();
                }
                throw e;
            }
        }
    }

    private GitSettings settings(Path scratch, Remote remote, UUID project) {
        SshProgram program = null;
        if (remote.url().transport() == dev.autostack.protocol.GitUrl.Transport.SSH) {
            if (ssh == null) {
                throw new CheckoutFailed(
                        new CheckoutOutcome.Broken(
                                Causes.workerBroken("it has no ssh program (openssh-client)")));
            }
            program =
                    SshProgram.write(
                            scratch.resolve("ssh"),
                            ssh,
                            remote,
                            knownHosts.resolve(project.toString()));
        }
        return new GitSettings(scratch.resolve("home"), inherited)
                .reach(remote, program)
                .variable("GIT_INDEX_FILE", scratch.resolve("index").toString());
    }

    private static void folder(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be made", e);
        }
    }

    /** The steps of one fetch. */
    private final class Session {
        private final Place place;
        private final Remote remote;
        private final Wanted wanted;
        private final GitRun run;
        private final GitCommands commands;
        private final GitSettings settings;

        Session(
                Place place,
                Remote remote,
                Wanted wanted,
                GitRun run,
                GitCommands commands,
                GitSettings settings) {
            this.place = place;
            this.remote = remote;
            this.wanted = wanted;
            this.run = run;
            this.commands = commands;
            this.settings = settings;
        }

        void init(Path repository) {
            must(commands.init(repository, settings));
        }

        private void must(dev.autostack.worker.process.Command command) {
            run.must(command, remote, wanted, _ -> {});
        }

        /** Just the one commit; from a server that gives no single commits, its history. */
        Fetched shallow(Path mirror, Path scratch) throws InterruptedException {
            BooleanSupplier tooLarge = growth(mirror);
            List<String> errors = List.of();
            for (String name : wanted.names()) {
                String local = "refs/autostack/" + Mirrors.hash(name);
                errors = fetch(mirror, List.of("+" + name + ":" + local), tooLarge);
                if (errors.isEmpty()) {
                    return unpack(mirror, wanted.commit() == null ? local : name, true);
                }
                if (GitFailure.find(errors) != GitFailure.REF_NOT_FOUND) {
                    throw run.explain(errors, remote, wanted);
                }
            }
            CommitSha commit = wanted.commit();
            if (commit == null) {
                throw wanted.names().contains("HEAD")
                        ? GitCheckout.failed(Causes.sourceEmpty())
                        : run.explain(errors, remote, wanted);
            }
            return withoutBlobs(scratch.resolve("all.git"), commit);
        }

        private List<String> fetch(Path mirror, List<String> refspecs, BooleanSupplier tooLarge)
                throws InterruptedException {
            List<String> errors = List.of();
            for (int attempt = 0; attempt <= RETRIES.size(); attempt++) {
                if (attempt > 0) {
                    run.log().info("The connection broke; trying again.");
                    run.pause(RETRIES.get(attempt - 1));
                }
                errors =
                        run.attempt(
                                commands.fetch(mirror, remote, refspecs, settings),
                                _ -> {},
                                tooLarge);
                GitFailure failure = errors.isEmpty() ? null : GitFailure.find(errors);
                if (failure == null || !failure.mayPass()) {
                    return errors;
                }
            }
            return errors;
        }

        private Fetched withoutBlobs(Path repository, CommitSha commit) {
            run.log().info("The server gives no single commits; fetching the history.");
            init(repository);
            settings.with("remote.origin.url", remote.argument())
                    .with("remote.origin.promisor", "true")
                    .with("remote.origin.partialclonefilter", "blob:none");
            List<String> refspecs =
                    List.of("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
            run.must(
                    commands.fetchWithoutBlobs(repository, refspecs, settings),
                    remote,
                    wanted,
                    _ -> {},
                    growth(repository));
            List<String> errors =
                    run.attempt(
                            commands.facts(repository, commit.value(), settings),
                            _ -> {},
                            () -> false);
            if (!errors.isEmpty()) {
                throw GitCheckout.failed(Causes.sourceRefNotFound(wanted.text()));
            }
            return unpack(repository, commit.value(), false);
        }

        private BooleanSupplier growth(Path repository) {
            long before = Mirrors.bytes(repository);
            return () -> Mirrors.bytes(repository) - before > limits.maxBytes();
        }

        private Fetched unpack(Path repository, String name, boolean hasBlobs) {
            List<String> lines = new ArrayList<>();
            run.must(commands.facts(repository, name, settings), remote, wanted, lines::add);
            CommitFacts facts = facts(lines);
            CommitSha commit = CommitSha.parse(facts.sha());
            CommitSha demanded = wanted.commit();
            if (demanded != null && !demanded.equals(commit)) {
                throw GitCheckout.failed(Causes.sourceRefNotFound(wanted.text()));
            }
            Listing listing = new Listing(limits.maxFiles());
            run.must(
                    commands.list(repository, commit, hasBlobs, settings),
                    remote,
                    wanted,
                    listing::line);
            measure(listing);
            BooleanSupplier tooLarge =
                    hasBlobs ? () -> false : () -> Trees.bytes(place.tree()) > limits.maxBytes();
            run.must(
                    commands.unpack(repository, place.tree(), commit, settings),
                    remote,
                    wanted,
                    _ -> {},
                    tooLarge);
            List<String> modules = new ArrayList<>();
            if (!listing.submodules().isEmpty()) {
                run.attempt(
                        commands.modules(repository, commit, settings), modules::add, () -> false);
            }
            return new Fetched(remote, facts, lines.get(3), listing, modules);
        }

        private void measure(Listing listing) {
            if (listing.files() > limits.maxFiles()) {
                throw GitCheckout.failed(
                        Causes.sourceTooLarge(
                                "%,d files, the limit is %,d"
                                        .formatted(listing.files(), limits.maxFiles())));
            }
            if (listing.bytes() > limits.maxBytes()) {
                throw GitCheckout.failed(
                        Causes.sourceTooLarge(
                                "%,d MB unpacked, the limit is %,d MB"
                                        .formatted(
                                                listing.bytes() >> 20, limits.maxBytes() >> 20)));
            }
        }
    }

    static CommitFacts facts(List<String> lines) {
        if (lines.size() < 4) {
            throw GitCheckout.failed(Causes.sourceDamaged());
        }
        String subject = lines.size() > 4 ? lines.get(4) : "";
        return new CommitFacts(
                lines.get(0), shortened(subject), shortened(lines.get(1)), time(lines.get(2)));
    }

    private static String shortened(String text) {
        int end = Math.min(text.length(), MAX_SUBJECT);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            // A commit may claim any date, also one that is none.
            return Instant.EPOCH;
        }
    }
}
