package dev.autostack.controlplane.http;

import dev.autostack.controlplane.db.DatabaseException;
import dev.autostack.protocol.ErrorBody;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever nobody expected: details to the log, the request id to the sender. */
@Singleton
final class FailureHandler implements ExceptionHandler<RuntimeException, HttpResponse<ErrorBody>> {
    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // the interface has the raw type
    public HttpResponse<ErrorBody> handle(HttpRequest request, RuntimeException failure) {
        HttpRequest<?> failed = request;
        if (failure instanceof DatabaseException database && database.unreachable()) {
            LOG.warn("Request {}: {}", RequestId.of(failed), failure.getMessage());
            return ErrorAnswer.answer(failed, unreachable());
        }
        LOG.error(
                "Request {} {} {} failed",
                RequestId.of(failed),
                failed.getMethodName(),
                failed.getPath(),
                failure);
        return ErrorAnswer.answer(failed, ErrorAnswer.internal());
    }

    private static Refusal unreachable() {
        return new Refusal(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "database_unavailable",
                        "The database does not answer; nothing was changed.",
                        "Try again in a few seconds.",
                        Map.of())
                .retryAfter(Duration.ofSeconds(5));
    }
}
