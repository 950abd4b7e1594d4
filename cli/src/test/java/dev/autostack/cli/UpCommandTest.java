package dev.autostack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.cli.SimulatedControlPlane.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code autostack up}, against answers as the control plane's contract has them. */
class UpCommandTest {
    private static final String PROJECT = "11111111-1111-1111-1111-111111111111";
    private static final String DEPLOYMENT = "22222222-2222-2222-2222-222222222222";
    private static final String PROJECTS = "GET /api/projects";
    private static final String NEW_DEPLOYMENT = "POST /api/deployments";
    private static final String READ_DEPLOYMENT = "GET /api/deployments/" + DEPLOYMENT;
    private static final String SHOP = "{\"id\": \"" + PROJECT + "\", \"name\": \"shop\"}";

    @TempDir Path folder;
    private SimulatedControlPlane controlPlane;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        controlPlane = new SimulatedControlPlane();
        token = Files.writeString(folder.resolve("token"), "ask_example\n");
    }

    @AfterEach
    void stop() {
        controlPlane.close();
    }

    @Test
    void aKnownProjectIsDeployedAndItsUrlAloneGoesToTheOutput() {
        controlPlane
                .on(PROJECTS, 200, items(SHOP))
                .on(NEW_DEPLOYMENT, 201, deployment("QUEUED", ""))
                .on(READ_DEPLOYMENT, 200, deployment("BUILDING", stage("CLONE", "SUCCEEDED")))
                .on(READ_DEPLOYMENT, 200, deployment("LIVE", stage("CLONE", "SUCCEEDED")));
        Run run = up("shop", "--environment", "staging", "--ref", "v1");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("http://shop.localhost" + System.lineSeparator());
        assertThat(run.err())
                .contains("Deployment 7 of shop", "Live and verified in 2.50 s")
                .containsOnlyOnce("clone");
        Question created = asked(NEW_DEPLOYMENT).getFirst();
        assertThat(created.body()).contains(PROJECT, "\"staging\"", "\"v1\"");
        assertThat(created.authorization()).isEqualTo("Bearer ask_example");
        assertThat(created.key()).isNotBlank();
    }

    @Test
    void aProjectThatIsNotThereIsMadeFromItsRepository() {
        controlPlane
                .on(PROJECTS, 200, items(SHOP.replace("shop", "shop-old")))
                .on("POST /api/projects", 201, SHOP)
                .on(NEW_DEPLOYMENT, 201, deployment("LIVE", ""));
        Run run = up("shop", "--git-url", "https://git.example.org/shop.git", "--root", "web");
        assertThat(run.exit()).isZero();
        assertThat(asked("POST /api/projects").getFirst().body())
                .contains("https://git.example.org/shop.git", "\"web\"");
    }

    @Test
    void withoutARepositoryAnUnknownProjectIsAnError() {
        controlPlane.on(PROJECTS, 200, items(""));
        Run run = up("shop");
        assertThat(run.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err()).contains("There is no project 'shop'", "--git-url");
        assertThat(asked("POST ")).isEmpty();
    }

    @Test
    void aFailedDeploymentEndsWithItsCauseItsLastLinesAndTheNextStep() {
        String failed =
                deployment("FAILED", stage("BUILD", "FAILED"))
                        .replace(
                                "\"cause\": null",
                                """
                                "cause": {"code": "build_lockfile_outdated",
                                 "message": "The lock file is out of step.",
                                 "hint": "Run npm install and commit it.",
                                 "lastLines": ["npm error code EUSAGE"]}
                                """);
        controlPlane
                .on(PROJECTS, 200, items(SHOP))
                .on(NEW_DEPLOYMENT, 201, deployment("QUEUED", ""))
                .on(READ_DEPLOYMENT, 200, failed);
        Run run = up("shop");
        assertThat(run.exit()).isEqualTo(ExitCode.DEPLOYMENT_FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        "  | npm error code EUSAGE",
                        "error: The lock file is out of step. (build_lockfile_outdated)",
                        "Run npm install and commit it.");
    }

    @Test
    void aDeploymentThatANewerOneTookThePlaceOfIsNoSuccess() {
        controlPlane
                .on(PROJECTS, 200, items(SHOP))
                .on(NEW_DEPLOYMENT, 201, deployment("SUPERSEDED", ""));
        Run run = up("shop");
        assertThat(run.exit()).isEqualTo(ExitCode.DEPLOYMENT_FAILED);
        assertThat(run.err()).contains("ended as superseded");
    }

    @Test
    void aControlPlaneThatIsAwayForAMomentIsAskedAgain() {
        controlPlane
                .on(PROJECTS, 200, items(SHOP))
                .on(NEW_DEPLOYMENT, 201, deployment("QUEUED", ""))
                .on(READ_DEPLOYMENT, 503, "")
                .on(READ_DEPLOYMENT, 200, deployment("LIVE", ""));
        Run run = up("shop");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).containsOnlyOnce("Trying again");
    }

    @Test
    void anUnfinishedDeploymentIsLeftToItselfAtTheTimeLimit() {
        controlPlane
                .on(PROJECTS, 200, items(SHOP))
                .on(NEW_DEPLOYMENT, 201, deployment("BUILDING", ""));
        Run run = up("shop", "--timeout", "0");
        assertThat(run.exit()).isEqualTo(ExitCode.TIMEOUT);
        assertThat(run.err()).contains("is still building", "It goes on without this command");
    }

    @Test
    void aRefusedKeyAndAnUnreachableControlPlaneHaveExitCodesOfTheirOwn() throws IOException {
        controlPlane.on(
                PROJECTS,
                401,
                """
                {"error": {"code": "not_signed_in", "message": "The key is not known.",
                 "hint": "Make a new one.", "details": {}, "requestId": "1"}}
                """);
        Run refused = up("shop");
        assertThat(refused.exit()).isEqualTo(ExitCode.NOT_SIGNED_IN);
        assertThat(refused.err())
                .contains("error: The key is not known. (not_signed_in)", "Make a new one.");

        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Run away =
                Run.of(
                        "up",
                        "shop",
                        "--url",
                        "http://127.0.0.1:" + closed,
                        "--token-file",
                        token.toString());
        assertThat(away.exit()).isEqualTo(ExitCode.NETWORK);
        assertThat(away.err()).contains("cannot be reached", "AUTOSTACK_URL");
    }

    private Run up(String... arguments) {
        return Run.of(
                Stream.concat(
                                Stream.of(
                                        "up",
                                        "--url",
                                        controlPlane.url(),
                                        "--token-file",
                                        token.toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private List<Question> asked(String start) {
        return controlPlane.questions().stream()
                .filter(question -> question.line().startsWith(start))
                .toList();
    }

    private static String items(String... items) {
        return "{\"items\": [" + String.join(",", items) + "], \"next\": null}";
    }

    private static String deployment(String state, String stages) {
        return """
        {"id": "%s", "number": 7, "state": "%s", "url": "http://shop.localhost",
         "cause": null, "queuePosition": null, "stages": [%s],
         "createdAt": "2026-01-01T10:00:00Z", "stateAt": "2026-01-01T10:00:02.500Z"}
        """
                .formatted(DEPLOYMENT, state, stages);
    }

    private static String stage(String stage, String status) {
        return """
        {"stage": "%s", "status": "%s", "detail": null,
         "startedAt": "2026-01-01T10:00:00Z", "finishedAt": "2026-01-01T10:00:01Z"}
        """
                .formatted(stage, status);
    }
}
