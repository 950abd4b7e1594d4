package dev.autostack.worker.testing;

import java.nio.file.Path;

/** A real git daemon on loopback over a folder of bare repositories. */
public final class GitServer implements AutoCloseable {
    private final Path folder;
    private final int port = Ports.free();
    private final Process daemon;

    public GitServer(Path folder) {
        this.folder = folder;
        this.daemon =
                Tool.start(
                        folder,
                        folder.resolve("daemon.log"),
                        "git",
                        "daemon",
                        "--reuseaddr",
                        "--export-all",
                        "--listen=127.0.0.1",
                        "--port=" + port,
                        "--base-path=" + folder,
                        folder.toString());
        Ports.awaitListening(port);
    }

    public GitRepository repository(String name) {
        return GitRepository.create(folder.resolve(name + ".git"), folder.resolve(name + "-work"));
    }

    public String url(GitRepository repository) {
        return "git://127.0.0.1:" + port + "/" + repository.bare().getFileName();
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        Tool.end(daemon);
    }
}
