package dev.autostack.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpQuestionTest {
    @Test
    void aPathCannotAddLinesToTheRequest() {
        assertThat(HttpQuestion.target("/a b\r\nX: y")).isEqualTo("/a%20b%0D%0AX:%20y");
        assertThat(HttpQuestion.target("health?x=1&y=ü")).isEqualTo("/health?x=1&y=%C3%BC");
    }

    @Test
    void theStatusIsReadHoweverTheAnswerIsCut() throws Exception {
        for (String answer :
                new String[] {
                    "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.0 204\n", "HTTP/1.1 204 \r\n"
                }) {
            try (var server = new OneAnswer(answer, Duration.ofMillis(1))) {
                assertThat(HttpQuestion.status(server.port(), "/", Duration.ofMinutes(1)))
                        .isEqualTo(204);
            }
        }
    }

    @Test
    void somethingElseThanHttpIsNoStatus() throws Exception {
        try (var server = new OneAnswer("220 mail.example.com ESMTP\r\n", Duration.ZERO)) {
            assertThatThrownBy(() -> HttpQuestion.status(server.port(), "/", Duration.ofMinutes(1)))
                    .isInstanceOf(HttpQuestion.ClosedWithoutAnswer.class);
        }
    }

    @Test
    void dripsDoNotOutlastTheTimeout() throws Exception {
        try (var server = new OneAnswer("HTTP/1.1 " + "x".repeat(5_000), Duration.ofMillis(20))) {
            long begin = System.nanoTime();
            assertThatThrownBy(
                            () -> HttpQuestion.status(server.port(), "/", Duration.ofMillis(300)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(50));
        }
    }

    /** Answers one connection, byte by byte. */
    private static final class OneAnswer implements AutoCloseable {
        private final ServerSocket server;

        OneAnswer(String answer, Duration between) throws IOException {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket socket = server.accept()) {
                            for (byte b : answer.getBytes(StandardCharsets.US_ASCII)) {
                                socket.getOutputStream().write(b);
                                socket.getOutputStream().flush();
                                Thread.sleep(between);
                            }
                        } catch (IOException | InterruptedException _) {
                            // The client has seen enough.
                        }
                    });
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
