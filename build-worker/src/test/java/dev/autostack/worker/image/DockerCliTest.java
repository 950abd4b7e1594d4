package dev.autostack.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.worker.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which client builds, and what it is told. The clients here only tell their version. */
class DockerCliTest {
    @TempDir Path folder;
    private final Processes processes = new Processes("test-" + UUID.randomUUID());

    @AfterEach
    void stop() {
        processes.close();
    }

    private DockerCli.@Nullable Kind kind(String version, boolean buildx) throws IOException {
        Path client = folder.resolve("docker-" + UUID.randomUUID());
        Files.writeString(
                client,
                """
                #!/usr/bin/perl
                if ($ARGV[0] eq 'buildx') { exit %d }
                print "Docker version %s, build 1\\n";
                """
                        .formatted(buildx ? 0 : 1, version));
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwx------"));
        DockerCli cli = DockerCli.find(processes, client, folder);
        return cli == null ? null : cli.kind();
    }

    @Test
    void buildxIsTakenWhenPresent() throws IOException {
        assertThat(kind("28.2.2", true)).isEqualTo(DockerCli.Kind.BUILDX);
        assertThat(kind("20.10.24+dfsg1", true)).isEqualTo(DockerCli.Kind.BUILDX);
    }

    @Test
    void anOldClientWithoutBuildxHasBuildkitInside() throws IOException {
        assertThat(kind("20.10.24+dfsg1", false)).isEqualTo(DockerCli.Kind.BUILT_IN);
    }

    @Test
    void aNewClientWithoutBuildxCannotBuild() throws IOException {
        assertThat(kind("28.2.2", false)).isNull();
        assertThat(kind("no number", false)).isNull();
    }

    @Test
    void aClientThatCannotBeStartedCannotBuild() {
        assertThat(DockerCli.find(processes, folder.resolve("nowhere"), folder)).isNull();
    }

    private ImageRequest request(boolean withoutCache) {
        return new ImageRequest(
                Path.of("/build/context"),
                Path.of("/build/Dockerfile"),
                "run",
                "registry.example.com/app:b-1",
                Map.of("B", "--leading $(id)", "A", "two\nlines"),
                Map.of("TOKEN", Path.of("/secrets/1")),
                Map.of("label", "value"),
                withoutCache,
                Path.of("/build/scratch"),
                Duration.ofMinutes(1));
    }

    @Test
    void theArgumentsOfABuildAreTheseAndNoOther() {
        List<String> common =
                List.of(
                        "--progress=plain",
                        "--file=/build/Dockerfile",
                        "--tag=registry.example.com/app:b-1",
                        "--iidfile=/build/scratch/image-id",
                        "--target=run",
                        "--label=label=value",
                        "--build-arg=A=two\nlines",
                        "--build-arg=B=--leading $(id)",
                        "--secret=id=TOKEN,src=/secrets/1",
                        "--",
                        "/build/context");
        Path id = Path.of("/build/scratch/image-id");

        List<String> buildx = BuildkitBuilder.arguments(DockerCli.Kind.BUILDX, request(false), id);
        assertThat(buildx.subList(0, 4))
                .containsExactly("buildx", "build", "--builder=default", "--load");
        assertThat(buildx.subList(4, buildx.size())).isEqualTo(common);
        List<String> builtIn =
                BuildkitBuilder.arguments(DockerCli.Kind.BUILT_IN, request(false), id);
        assertThat(builtIn.getFirst()).isEqualTo("build");
        assertThat(builtIn.subList(1, builtIn.size())).isEqualTo(common);
    }

    @Test
    void aBuildWithoutTheCacheIsToldSo() {
        List<String> arguments =
                BuildkitBuilder.arguments(
                        DockerCli.Kind.BUILT_IN, request(true), Path.of("/build/scratch/image-id"));

        assertThat(arguments).contains("--no-cache");
        assertThat(arguments.indexOf("--no-cache")).isLessThan(arguments.indexOf("--"));
    }

    @Test
    void theClientIsToldToUseBuildkitAndNobodysConfiguration() {
        var cli = new DockerCli(Path.of("/usr/bin/docker"), DockerCli.Kind.BUILT_IN, folder);
        var command =
                new BuildkitBuilder(cli, Path.of("/run/engine.sock"))
                        .command(request(false), Path.of("/build/scratch/image-id"));

        assertThat(command.arguments().subList(0, 4))
                .containsExactly("/usr/bin/docker", "--host", "unix:///run/engine.sock", "build");
        assertThat(Objects.requireNonNull(command.environment()))
                .containsEntry("DOCKER_BUILDKIT", "1")
                .containsEntry("DOCKER_CONFIG", folder.toString());
    }
}
