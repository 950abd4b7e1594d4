package dev.autostack.worker.source;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.CommitSha;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.GitRef;
import dev.autostack.protocol.GitUrl;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.SourceSpec;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.log.LogWriter;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.Programs;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks sources out: every value is parsed again, the host is checked, and only then does git
 * start. Safe for all threads.
 */
public final class GitCheckout {
    private static final int MAX_REDIRECTS = 3;

    private final Path git;
    private final @Nullable Path ssh;
    private final Path knownHosts;
    private final EgressRule egress;
    private final SourceLimits limits;
    private final Map<String, String> inherited;
    private final Mirrors mirrors;

    /**
     * @param folder for mirrors and known hosts, kept between builds
     * @param inherited variables for git that the operator gave the worker (certificates, proxies)
     */
    public GitCheckout(
            Path folder,
            EgressRule egress,
            SourceLimits limits,
            Map<String, String> inherited,
            InstantSource clock) {
        Path found = Programs.find("git");
        if (found == null) {
            throw new IllegalStateException("The worker needs git (apt-get install git).");
        }
        this.git = found;
        this.ssh = Programs.find("ssh");
        this.knownHosts = folder.resolve("known-hosts");
        this.egress = egress;
        this.limits = limits;
        this.inherited = Map.copyOf(inherited);
        this.mirrors = new Mirrors(folder.resolve("mirrors"), 8 * limits.maxBytes(), clock);
    }

    /** Keeps the mirrors within their quota; between builds. */
    public void prune() {
        mirrors.prune();
    }

    /**
     * Checks out into {@code workspace/source}.
     *
     * @param workspace an existing folder of this build alone
     * @throws dev.autostack.worker.process.BuildStopped when the build was stopped meanwhile
     */
    public CheckoutOutcome checkOut(
            SourceSpec source,
            UUID project,
            Path workspace,
            BuildProcesses processes,
            LogWriter log) {
        try {
            return new CheckoutOutcome.CheckedOut(
                    checkOutOrFail(source, project, workspace, processes, log));
        } catch (CheckoutFailed e) {
            return e.outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            processes.stop().check();
            return new CheckoutOutcome.Broken(Causes.workerBroken("the checkout was interrupted"));
        }
    }

    private SourceTree checkOutOrFail(
            SourceSpec source,
            UUID project,
            Path workspace,
            BuildProcesses processes,
            LogWriter log)
            throws InterruptedException {
        GitRun run = new GitRun(processes, log, limits.time());
        GitUrl url = parseUrl(source.url());
        Wanted wanted = wanted(source);
        Remote remote = remote(url, source.credential());
        log.info("Fetching " + remote.url() + " at " + wanted.text());
        Fetcher fetcher = new Fetcher(git, ssh, mirrors, knownHosts, limits, inherited);
        Fetcher.Place place = new Fetcher.Place(project, workspace, workspace.resolve("source"));
        Fetcher.Fetched fetched = followed(fetcher, place, remote, wanted, run);
        if (source.submodules()) {
            new Submodules(this, fetcher, run, log).fetch(place, fetched, 0);
        }
        Map<String, String> trees = new HashMap<>(fetched.listing().trees());
        trees.put("", fetched.tree());
        return new SourceTree(
                place.tree(),
                fetched.facts(),
                fetched.listing().files(),
                fetched.listing().bytes(),
                trees);
    }

    /** Fetches, and looks at each redirect before it is followed. */
    Fetcher.Fetched followed(
            Fetcher fetcher, Fetcher.Place place, Remote remote, Wanted wanted, GitRun run)
            throws InterruptedException {
        Remote at = remote;
        for (int hop = 0; ; hop++) {
            try {
                return fetcher.fetch(place, at, wanted, run);
            } catch (GitRun.Redirected e) {
                at = follow(at, hop);
                run.log().info("Redirected to " + at.url());
            }
        }
    }

    private Remote follow(Remote from, int hop) {
        GitUrl next = hop < MAX_REDIRECTS ? RedirectProbe.next(from) : null;
        if (next == null) {
            throw failed(Causes.sourceRedirected("a redirect that cannot be followed"));
        }
        boolean weaker =
                from.url().transport() == GitUrl.Transport.HTTPS
                        && next.transport() != GitUrl.Transport.HTTPS;
        if (weaker) {
            throw failed(Causes.sourceRedirected(next.toString()));
        }
        return remote(next, from.hasSameHost(next) ? from.credential() : null);
    }

    private static GitUrl parseUrl(String text) {
        try {
            return GitUrl.parse(text);
        } catch (InvalidValue e) {
            throw failed(Causes.sourceUrlInvalid(String.valueOf(e.getMessage())));
        }
    }

    /** Checks the transport and the host; nothing was started yet. */
    Remote remote(GitUrl url, @Nullable GitCredential credential) {
        boolean open =
                url.transport() == GitUrl.Transport.HTTP || url.transport() == GitUrl.Transport.GIT;
        if (open && !egress.isNamed(url.host())) {
            throw failed(Causes.sourceTransportRefused(url.transport() + "://"));
        }
        return switch (egress.check(url.host())) {
            case EgressRule.Verdict.Allowed(var address) -> new Remote(url, address, credential);
            case EgressRule.Verdict.Refused _ ->
                    throw failed(Causes.sourceAddressRefused(url.host()));
            case EgressRule.Verdict.Unknown _ -> throw failed(Causes.sourceHostUnknown(url.host()));
        };
    }

    private static Wanted wanted(SourceSpec source) {
        try {
            if (source.commit() != null) {
                CommitSha commit = CommitSha.parse(source.commit());
                return Wanted.commit(commit);
            }
            if (source.ref() == null) {
                return Wanted.defaultBranch();
            }
            GitRef ref = GitRef.parse(source.ref());
            return Wanted.named(ref);
        } catch (InvalidValue e) {
            throw failed(Causes.sourceRefInvalid(String.valueOf(e.getMessage())));
        }
    }

    static CheckoutFailed failed(Cause cause) {
        return new CheckoutFailed(new CheckoutOutcome.Failed(cause));
    }
}
