package dev.autostack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.autostack.agent.testing.RunningAgent;
import dev.autostack.agent.testing.Sample;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.ResourceLimits;
import dev.autostack.protocol.RestartPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All bad releases run side by side on one host; each must end with its own cause. */
class BadReleaseTest {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String LISTEN = ".listen(process.env.PORT)";

    private static final Sample EXITS =
            Sample.node("console.log('no DATABASE_URL');process.exit(3)");
    private static final Sample ENDS = Sample.node("console.log('done')");
    private static final Sample NEVER_LISTENS =
            Sample.node("setInterval(()=>{},1000)").startDeadline(8_000);
    private static final Sample ON_LOOPBACK =
            Sample.node(
                    "require('http').createServer((q,s)=>s.end('ok'))"
                            + ".listen(process.env.PORT,'127.0.0.1')");
    private static final Sample ON_OTHER_PORT =
            Sample.node("require('http').createServer((q,s)=>s.end('ok')).listen(4000)");
    private static final Sample ANSWERS_500 =
            Sample.node("require('http').createServer((q,s)=>{s.statusCode=500;s.end()})" + LISTEN);
    private static final Sample HANGS =
            Sample.node("require('http').createServer(()=>{})" + LISTEN)
                    .health(new HealthCheck(new Probe.Http("/", 200, 399), 500, 1_000, 1, 3, 0));
    private static final Sample CLOSES =
            Sample.node("require('net').createServer(s=>s.destroy())" + LISTEN);
    private static final Sample FLAPS =
            Sample.node(
                            "let n=0;require('http').createServer((q,s)=>{s.statusCode=n++%2?500:200;s.end()})"
                                    + LISTEN)
                    .health(new HealthCheck(new Probe.Http("/", 200, 399), 500, 1_000, 3, 3, 0));
    private static final Sample OUT_OF_MEMORY =
            Sample.node("const a=[];setInterval(()=>a.push(Buffer.alloc(16<<20,1)),10)")
                    .limits(new ResourceLimits(1, 64L << 20, 64));

    /** It ends when it is asked to: the test says when it has seen it healthy. */
    private static final Sample DIES_LATER =
            Sample.node(
                            "require('http').createServer((q,s)=>s.end('ok',"
                                    + "()=>{if(q.url==='/die')process.exit(7)}))"
                                    + LISTEN)
                    .restart(new RestartPolicy(1, 200, 1_000, 60_000));

    private static final Sample KILLED =
            Sample.node("process.kill(process.pid,'SIGSEGV');setInterval(()=>{},1000)");
    private static final Sample NOT_FOUND =
            Sample.node("").command("no-such-program").image(Sample.DEBIAN);
    private static final Sample NOT_EXECUTABLE =
            Sample.node("").command("/etc/passwd").image(Sample.DEBIAN);
    private static final Sample NO_IMAGE =
            Sample.node("").image("127.0.0.1:1/nowhere@sha256:" + "0".repeat(64));
    private static final Sample LEAKS =
            Sample.node("console.log('key is '+process.env.KEY);process.exit(1)")
                    .variables(Map.of("KEY", "canary-0123456789"));

    @TempDir private static Path data;
    private static RunningAgent running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningAgent.started(data);
        running.want(
                EXITS,
                ENDS,
                NEVER_LISTENS,
                ON_LOOPBACK,
                ON_OTHER_PORT,
                ANSWERS_500,
                HANGS,
                CLOSES,
                FLAPS,
                OUT_OF_MEMORY,
                DIES_LATER,
                KILLED,
                NOT_FOUND,
                NOT_EXECUTABLE,
                NO_IMAGE,
                LEAKS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void oneThatExitsTellsTheCodeAndItsLastLines() {
        Cause cause = failure(EXITS);
        assertThat(cause.code()).isEqualTo("instance_exited");
        assertThat(cause.message()).contains("exit code 3");
        assertThat(cause.lastLines()).contains("no DATABASE_URL");
        await().until(() -> running.controlPlane().lineCount(EXITS.id()) >= 3);
        assertThat(running.controlPlane().lines(EXITS.id()))
                .as("one line for each of three attempts")
                .hasSize(3);
    }

    @Test
    void oneThatEndsNormallyIsNotStartedAgain() {
        Cause cause = failure(ENDS);
        assertThat(cause.code()).isEqualTo("instance_exited");
        assertThat(cause.message()).contains("exit code 0");
        assertThat(cause.lastLines()).containsExactly("done");
    }

    @Test
    void oneThatNeverListensSaysOnWhichPortNothingListens() {
        Cause cause = failure(NEVER_LISTENS);
        assertThat(cause.code()).isEqualTo("instance_not_listening");
        assertThat(cause.message()).contains("port 3000");
        assertThat(cause.hint()).contains("PORT").contains("0.0.0.0");
    }

    @Test
    void oneThatListensOnItsOwnLoopbackSaysSo() {
        Cause cause = failure(ON_LOOPBACK);
        assertThat(cause.code()).isEqualTo("instance_listens_on_loopback");
        assertThat(cause.message()).contains("127.0.0.1:3000");
    }

    @Test
    void oneThatListensOnAnotherPortSaysOnWhich() {
        Cause cause = failure(ON_OTHER_PORT);
        assertThat(cause.code()).isEqualTo("instance_listens_on_other_port");
        assertThat(cause.message()).contains("4000").contains("3000");
    }

    @Test
    void oneThatAnswers500SaysWhatItAnswered() {
        Cause cause = failure(ANSWERS_500);
        assertThat(cause.code()).isEqualTo("health_status_unexpected");
        assertThat(cause.message()).contains("500").contains("200 to 399");
    }

    @Test
    void oneThatHangsTimesOut() {
        assertThat(failure(HANGS).code()).isEqualTo("health_timeout");
    }

    @Test
    void oneThatClosesConnectionsSaysSo() {
        assertThat(failure(CLOSES).code()).isEqualTo("health_connection_closed");
    }

    @Test
    void oneThatFlapsSaysHowOften() {
        Cause cause = failure(FLAPS);
        assertThat(cause.code()).isEqualTo("health_flapping");
        assertThat(cause.message()).contains("500");
    }

    @Test
    void oneThatRunsOutOfMemorySaysItsLimit() {
        Cause cause = failure(OUT_OF_MEMORY);
        assertThat(cause.code()).isEqualTo("instance_out_of_memory");
        assertThat(cause.message()).contains("64 MiB");
    }

    @Test
    void oneThatDiesAfterHealthIsRestartedAndThenFails() throws Exception {
        askToDie(awaitHealthy(DIES_LATER, 0));
        askToDie(awaitHealthy(DIES_LATER, 1));

        Cause cause = failure(DIES_LATER);
        assertThat(cause.code()).isEqualTo("instance_exited");
        assertThat(cause.message()).contains("exit code 7").contains("had been healthy");
        assertThat(running.controlPlane().observed(DIES_LATER.id()).orElseThrow().restarts())
                .isEqualTo(1);
    }

    @Test
    void oneThatCrashesTellsTheSignal() {
        Cause cause = failure(KILLED);
        assertThat(cause.code()).isEqualTo("instance_killed");
        assertThat(cause.message()).contains("SIGSEGV");
    }

    @Test
    void aMissingCommandIsNamedAndNotTriedAgain() {
        Cause cause = failure(NOT_FOUND);
        assertThat(cause.code()).isEqualTo("command_not_found");
        assertThat(cause.message()).contains("no-such-program");
        assertThat(attempts(NOT_FOUND)).isEqualTo(1);
    }

    @Test
    void aCommandThatMayNotBeExecutedIsNamed() {
        assertThat(failure(NOT_EXECUTABLE).code()).isEqualTo("command_not_executable");
    }

    @Test
    void anImageThatCannotBeFetchedIsNamed() {
        Cause cause = failure(NO_IMAGE);
        assertThat(cause.code()).isEqualTo("image_pull_failed");
        assertThat(cause.message()).contains("127.0.0.1:1/nowhere");
    }

    @Test
    void theLastLinesOfACauseShowNoSecret() {
        assertThat(failure(LEAKS).lastLines()).containsOnly("key is [secret]");
    }

    private static ObservedInstance awaitHealthy(Sample sample, int restarts) {
        await().atMost(LONGEST)
                .until(() ->
                        running.controlPlane()
                                .observed(sample.id())
                                .filter(each -> each.state() == InstanceState.HEALTHY)
                                .filter(each -> each.restarts() == restarts)
                                .isPresent());
        return running.controlPlane().observed(sample.id()).orElseThrow();
    }

    private static void askToDie(ObservedInstance instance) throws IOException {
        int port = Objects.requireNonNull(instance.hostPort());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /die HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }

    private static Cause failure(Sample sample) {
        await().atMost(LONGEST)
                .until(() ->
                        running.controlPlane()
                                .observed(sample.id())
                                .filter(each -> each.state() == InstanceState.FAILED)
                                .isPresent());
        return Objects.requireNonNull(
                running.controlPlane().observed(sample.id()).orElseThrow().cause());
    }

    private static long attempts(Sample sample) {
        return running.controlPlane().history(sample.id()).stream()
                .map(ObservedInstance::startedAt)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }
}
