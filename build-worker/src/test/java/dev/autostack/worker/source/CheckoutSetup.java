package dev.autostack.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.SourceSpec;
import dev.autostack.worker.process.BuildProcesses;
import dev.autostack.worker.process.Processes;
import dev.autostack.worker.process.StopSignal;
import dev.autostack.worker.testing.GitHttpServer;
import dev.autostack.worker.testing.GitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Checkouts from a real git daemon and git's own HTTP back end. */
abstract class CheckoutSetup {
    static final Set<String> LOOPBACK = Set.of("127.0.0.1");

    @TempDir Path folder;
    final Processes processes = new Processes("test-" + UUID.randomUUID());
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final StopSignal stop = new StopSignal();
    final UUID project = UUID.randomUUID();
    SourceLimits limits = SourceLimits.standard();
    Set<String> allowed = LOOPBACK;
    GitServer git;
    GitHttpServer http;
    int number;

    @BeforeEach
    void start() throws IOException {
        git = new GitServer(Files.createDirectory(folder.resolve("git")));
        http = new GitHttpServer(Files.createDirectory(folder.resolve("http")));
    }

    @AfterEach
    void stop() {
        http.close();
        git.close();
        processes.killAll();
        processes.close();
    }

    CheckoutOutcome checkOut(SourceSpec source) {
        Path workspace = folder.resolve("workspace-" + number++);
        try {
            Files.createDirectory(workspace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GitCheckout checkout =
                new GitCheckout(
                        folder.resolve("kept"),
                        new EgressRule(allowed),
                        limits,
                        Map.of(),
                        InstantSource.system());
        return checkout.checkOut(
                source,
                project,
                workspace,
                new BuildProcesses(processes, "work", stop),
                (_, line) -> log.add(line));
    }

    static SourceSpec source(String url, @Nullable String ref, @Nullable String commit) {
        return new SourceSpec(url, ref, commit, "", false, null);
    }

    static SourceSpec withCredential(String url, GitCredential credential) {
        return new SourceSpec(url, null, null, "", false, credential);
    }

    static SourceSpec withSubmodules(String url) {
        return new SourceSpec(url, null, null, "", true, null);
    }

    SourceTree tree(SourceSpec source) {
        return switch (checkOut(source)) {
            case CheckoutOutcome.CheckedOut(SourceTree tree) -> tree;
            case CheckoutOutcome outcome -> fail(outcome + "\n" + String.join("\n", log));
        };
    }

    Cause cause(SourceSpec source) {
        return switch (checkOut(source)) {
            case CheckoutOutcome.Failed(Cause cause) -> cause;
            case CheckoutOutcome outcome -> fail(outcome + "\n" + String.join("\n", log));
        };
    }

    static String read(SourceTree tree, String path) {
        try {
            return Files.readString(tree.directory().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitNoGit() {
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process ->
                        process.info().command().orElse("").contains("git")
                                && !process.info().commandLine().orElse("").contains("daemon"));
    }
}
