package dev.autostack.worker.source;

import dev.autostack.protocol.GitCredential;
import dev.autostack.protocol.GitUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks an http(s) repository URL where it redirects to. Git would follow a redirect anywhere, so it
 * is told to follow none, and each hop is looked at here: at the address that was checked.
 */
final class RedirectProbe {
    private static final int LIMIT_MS = 10_000;
    private static final int MAX_HEAD = 16 * 1024;
    private static final String QUERY = "/info/refs?service=git-upload-pack";

    private RedirectProbe() {}

    /** The repository's new URL, or null when it does not redirect to one. */
    static @Nullable GitUrl next(Remote remote) {
        try {
            String location = location(ask(remote));
            if (location == null) {
                return null;
            }
            URI here = URI.create(remote.url().toString() + QUERY);
            String there = here.resolve(location).toString();
            int at = there.indexOf("/info/refs");
            return at < 0 ? null : GitUrl.parse(there.substring(0, at));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String ask(Remote remote) throws IOException {
        GitUrl url = remote.url();
        boolean tls = url.transport() == GitUrl.Transport.HTTPS;
        int port = url.port() >= 0 ? url.port() : tls ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(remote.address(), port), LIMIT_MS);
            plain.setSoTimeout(LIMIT_MS);
            if (!tls) {
                return exchange(plain, remote);
            }
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket secure =
                    (SSLSocket) factory.createSocket(plain, url.host(), port, true)) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
                return exchange(secure, remote);
            }
        }
    }

    private static String exchange(Socket socket, Remote remote) throws IOException {
        StringBuilder request = new StringBuilder();
        request.append("GET ").append(URI.create(remote.url().toString()).getRawPath());
        request.append(QUERY).append(" HTTP/1.1\r\nHost: ").append(remote.authority());
        request.append("\r\nUser-Agent: git/2 (autostack)\r\nConnection: close\r\n");
        GitCredential credential = remote.credential();
        if (credential != null && credential.kind() == GitCredential.Kind.PASSWORD) {
            String user = credential.username() == null ? "x-access-token" : credential.username();
            request.append("Authorization: Basic ")
                    .append(
                            Base64.getEncoder()
                                    .encodeToString(
                                            (user + ":" + credential.value())
                                                    .getBytes(StandardCharsets.UTF_8)))
                    .append("\r\n");
        }
        request.append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        int c;
        while (head.length() < MAX_HEAD && (c = in.read()) >= 0) {
            head.append((char) c);
            if (c == '\n' && head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private static @Nullable String location(String head) {
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] 30[12378].*")) {
            return null;
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
                return line.substring("location:".length()).strip();
            }
        }
        return null;
    }
}
