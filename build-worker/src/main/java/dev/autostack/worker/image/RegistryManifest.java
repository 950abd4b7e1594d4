package dev.autostack.worker.image;

import dev.autostack.protocol.Digest;
import dev.autostack.protocol.PushTarget;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry for the manifest that was just pushed (OCI distribution specification 1.1, 4.1):
 * what was pushed is there, under that digest, and its bytes have it. Safe for all threads.
 */
public final class RegistryManifest implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern CHALLENGE = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");
    private static final List<String> TYPES =
            List.of(
                    "application/vnd.docker.distribution.manifest.v2+json",
                    "application/vnd.oci.image.manifest.v1+json");

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final ObjectMapper json = ObjectMapper.getDefault();

    /** What a registry said about a digest. */
    public sealed interface Answer {
        /** {@code sizeBytes} is the sum of the compressed layers. */
        record Present(long sizeBytes) implements Answer {}

        record Wrong(String reason) implements Answer {}
    }

    public Answer check(PushTarget target, Digest digest) {
        URI uri =
                URI.create(
                        scheme(target.registry())
                                + target.registry()
                                + "/v2/"
                                + target.repository()
                                + "/manifests/"
                                + digest.value());
        try {
            HttpResponse<byte[]> answer = get(uri, basic(target));
            if (answer.statusCode() == 401) {
                String token = token(answer, target);
                answer = token == null ? answer : get(uri, "Bearer " + token);
            }
            return judge(answer, digest);
        } catch (IOException e) {
            return new Answer.Wrong("it did not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Wrong("the question was interrupted");
        }
    }

    private Answer judge(HttpResponse<byte[]> answer, Digest digest) throws IOException {
        if (answer.statusCode() != 200) {
            return new Answer.Wrong("it answered " + answer.statusCode() + " for the manifest");
        }
        String actual = "sha256:" + HexFormat.of().formatHex(sha256(answer.body()));
        if (!actual.equals(digest.value())) {
            return new Answer.Wrong("it stores another manifest under this digest");
        }
        Map<String, Object> manifest =
                json.readValue(answer.body(), Argument.mapOf(String.class, Object.class));
        long size = 0;
        if (manifest != null && manifest.get("layers") instanceof List<?> layers) {
            for (Object layer : layers) {
                if (layer instanceof Map<?, ?> fields && fields.get("size") instanceof Number n) {
                    size += n.longValue();
                }
            }
        }
        return new Answer.Present(size);
    }

    private HttpResponse<byte[]> get(URI uri, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(LIMIT)
                        .header("Accept", String.join(", ", TYPES));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Token authentication (distribution/distribution, docs/spec/auth/token.md). */
    private @Nullable String token(HttpResponse<byte[]> refusal, PushTarget target)
            throws IOException, InterruptedException {
        String challenge = refusal.headers().firstValue("WWW-Authenticate").orElse("");
        if (!challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return null;
        }
        String realm = null;
        StringBuilder query = new StringBuilder();
        Matcher matcher = CHALLENGE.matcher(challenge);
        while (matcher.find()) {
            if (matcher.group(1).equals("realm")) {
                realm = matcher.group(2);
            } else {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(matcher.group(1))
                        .append('=')
                        .append(URLEncoder.encode(matcher.group(2), StandardCharsets.UTF_8));
            }
        }
        // The password goes to the realm: only over TLS, or where the registry itself is plain.
        if (realm == null
                || (!realm.startsWith("https://")
                        && !scheme(target.registry()).equals("http://"))) {
            return null;
        }
        HttpResponse<byte[]> answer = get(URI.create(realm + query), basic(target));
        if (answer.statusCode() != 200) {
            return null;
        }
        Map<String, Object> body =
                json.readValue(answer.body(), Argument.mapOf(String.class, Object.class));
        Object token = body == null ? null : body.getOrDefault("token", body.get("access_token"));
        return token instanceof String text ? text : null;
    }

    private static @Nullable String basic(PushTarget target) {
        if (target.username() == null) {
            return null;
        }
        String password = target.password() == null ? "" : target.password();
        String pair = target.username() + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** As the engine does it: plain HTTP for loopback registries only. */
    private static String scheme(String registry) {
        int colon = registry.lastIndexOf(':');
        String host = colon < 0 ? registry : registry.substring(0, colon);
        boolean loopback =
                host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d+){3}");
        return loopback ? "http://" : "https://";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
