package dev.autostack.controlplane.http;

import dev.autostack.controlplane.db.Database;
import io.micronaut.aop.InterceptorBean;
import io.micronaut.aop.MethodInterceptor;
import io.micronaut.aop.MethodInvocationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers of {@link Idempotent} calls. An advisory lock that dies with its transaction
 * marks a key as under way, so a killed process leaves no key that nobody finishes.
 */
@InterceptorBean(Idempotent.class)
final class IdempotencyInterceptor implements MethodInterceptor<Object, Object> {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Database database;
    private final ObjectMapper json;

    IdempotencyInterceptor(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    private record Kept(String requestHash, int status, @Nullable String body) {}

    @Override
    public @Nullable Object intercept(MethodInvocationContext<Object, Object> call) {
        HttpRequest<?> request =
                ServerRequestContext.currentRequest()
                        .orElseThrow(() -> new IllegalStateException("no request is under way"));
        String key = request.getHeaders().get(Idempotent.HEADER);
        if (key == null) {
            return call.proceed();
        }
        if (!KEY.matcher(key).matches()) {
            throw Refusal.invalid(
                    Idempotent.HEADER, "An Idempotency-Key has 1 to 200 visible ASCII characters.");
        }
        String scope =
                request.getAttribute(Sender.ATTRIBUTE, String.class).orElse("anyone")
                        + " "
                        + request.getMethodName()
                        + " "
                        + request.getPath();
        return database.inTransaction(() -> once(call, scope, key, hash(call, request)));
    }

    private @Nullable Object once(
            MethodInvocationContext<Object, Object> call, String scope, String key, byte[] hash) {
        boolean alone =
                database.sql(
                                "select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as alone",
                                scope + "\n" + key)
                        .one(row -> row.flag("alone"));
        if (!alone) {
            throw Refusal.conflict(
                            "idempotency_key_in_use",
                            "A request with this Idempotency-Key is still under way.",
                            "Send it again in a moment to get its answer.")
                    .retryAfter(RETRY);
        }
        Optional<Kept> kept =
                database.sql(
                                "select encode(request_hash, 'hex') as request_hash, status, body from idempotency_key where scope = ? and key = ?",
                                scope,
                                key)
                        .first(row ->
                                new Kept(
                                        row.text("request_hash"),
                                        row.integer("status"),
                                        row.textOrNull("body")));
        if (kept.isPresent()) {
            return again(kept.get(), hash);
        }
        Object answer = call.proceed();
        if (answer instanceof HttpResponse<?> response && response.code() < 300) {
            keep(scope, key, hash, response);
        }
        return answer;
    }

    private static HttpResponse<?> again(Kept kept, byte[] hash) {
        if (!kept.requestHash().equals(HexFormat.of().formatHex(hash))) {
            throw Refusal.conflict(
                    "idempotency_key_reused",
                    "This Idempotency-Key was used before for another request.",
                    "Make a new key for each new request.");
        }
        return HttpResponse.status(HttpStatus.valueOf(kept.status()))
                .body(kept.body())
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Idempotency-Replayed", "true");
    }

    private void keep(String scope, String key, byte[] hash, HttpResponse<?> response) {
        Object body = response.body();
        database.sql(
                        "insert into idempotency_key (scope, key, request_hash, status, body) values (?, ?, ?, ?, ?)",
                        scope,
                        key,
                        hash,
                        response.code(),
                        body == null ? null : text(body))
                .update();
    }

    /** Of the body as it was understood, so that spelling does not matter. */
    private byte[] hash(MethodInvocationContext<Object, Object> call, HttpRequest<?> request) {
        StringBuilder said = new StringBuilder(request.getUri().toString());
        Argument<?>[] arguments = call.getArguments();
        @Nullable Object[] values = call.getParameterValues();
        for (int i = 0; i < arguments.length; i++) {
            Object value = values[i];
            if (value != null && arguments[i].isAnnotationPresent(Body.class)) {
                said.append('\n').append(text(value));
            }
        }
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(said.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
