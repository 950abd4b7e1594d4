package dev.autostack.worker.source;

import dev.autostack.protocol.CommitSha;
import dev.autostack.protocol.GitUrl;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.log.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fetches submodules the way the repository itself is fetched: same rules, same limits. git's own
 * submodule command is a shell script and trusts .gitmodules more than we do.
 */
final class Submodules {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_MODULES = 50;

    private final GitCheckout checkout;
    private final Fetcher fetcher;
    private final GitRun run;
    private final LogWriter log;
    private int fetched;

    Submodules(GitCheckout checkout, Fetcher fetcher, GitRun run, LogWriter log) {
        this.checkout = checkout;
        this.fetcher = fetcher;
        this.run = run;
        this.log = log;
    }

    void fetch(Fetcher.Place place, Fetcher.Fetched parent, int depth) throws InterruptedException {
        Map<String, String> urls = urls(parent);
        for (Map.Entry<String, String> module : parent.listing().submodules().entrySet()) {
            String path = module.getKey();
            String url = urls.get(path);
            if (url == null) {
                log.warning("Submodule " + path + " is not in .gitmodules; left out.");
                continue;
            }
            if (depth >= MAX_DEPTH || ++fetched > MAX_MODULES) {
                throw failed(path, "there are too many submodules.");
            }
            Path tree = inside(place.tree(), path);
            Remote remote = remote(parent.remote(), path, url);
            log.info("Fetching submodule " + path + " from " + remote.url());
            Wanted wanted = Wanted.commit(CommitSha.parse(module.getValue()));
            Fetcher.Place below = place.at(tree);
            Fetcher.Fetched child = checkout.followed(fetcher, below, remote, wanted, run);
            fetch(below, child, depth + 1);
        }
    }

    /** Path to URL, from lines like {@code submodule.<name>.path=<path>}. */
    private static Map<String, String> urls(Fetcher.Fetched parent) {
        Map<String, String> paths = new LinkedHashMap<>();
        Map<String, String> urls = new LinkedHashMap<>();
        for (String line : parent.modules()) {
            int equals = line.indexOf('=');
            if (equals < 0 || !line.startsWith("submodule.")) {
                continue;
            }
            String key = line.substring(0, equals);
            String value = line.substring(equals + 1);
            if (key.endsWith(".path")) {
                paths.put(key.substring(0, key.length() - ".path".length()), value);
            } else if (key.endsWith(".url")) {
                urls.put(key.substring(0, key.length() - ".url".length()), value);
            }
        }
        Map<String, String> byPath = new LinkedHashMap<>();
        paths.forEach((name, path) -> {
            String url = urls.get(name);
            if (url != null) {
                byPath.put(path, url);
            }
        });
        return byPath;
    }

    private Remote remote(Remote parent, String path, String url) {
        try {
            GitUrl absolute =
                    url.startsWith("./") || url.startsWith("../")
                            ? relative(parent.url(), url)
                            : GitUrl.parse(url);
            return checkout.remote(
                    absolute, parent.hasSameHost(absolute) ? parent.credential() : null);
        } catch (InvalidValue e) {
            throw failed(path, String.valueOf(e.getMessage()));
        }
    }

    /** gitmodules(5): relative to the parent's URL. */
    private static GitUrl relative(GitUrl parent, String url) {
        String base = parent.path();
        String rest = url;
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../")) {
                rest = rest.substring(3);
                int slash = base.lastIndexOf('/');
                if (slash < 0) {
                    throw new InvalidValue("Its URL leaves the repository's host.");
                }
                base = base.substring(0, slash);
            } else {
                return new GitUrl(
                        parent.transport(),
                        parent.user(),
                        parent.host(),
                        parent.port(),
                        base + "/" + rest);
            }
        }
    }

    /** The module's folder; each folder on the way is a real one, none is a link. */
    private static Path inside(Path tree, String path) {
        Path at = tree;
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.equalsIgnoreCase(".git")
                    || name.startsWith("\"")) {
                throw failed(path, "its path is not allowed.");
            }
            at = at.resolve(name);
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw failed(path, "its path leads over a link or a file.");
            }
        }
        try {
            Files.createDirectories(at);
        } catch (IOException e) {
            throw failed(path, "its folder cannot be made.");
        }
        return at;
    }

    private static CheckoutFailed failed(String path, String why) {
        return GitCheckout.failed(Causes.sourceSubmodule(path, why));
    }
}
