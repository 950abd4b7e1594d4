package dev.autostack.controlplane.http;

import dev.autostack.protocol.ErrorBody;
import dev.autostack.protocol.InvalidValue;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/** A value record that refused a text which no rule had looked at before. */
@Singleton
final class InvalidValueHandler implements ExceptionHandler<InvalidValue, HttpResponse<ErrorBody>> {
    @Override
    @SuppressWarnings("rawtypes") // the interface has the raw type
    public HttpResponse<ErrorBody> handle(HttpRequest request, InvalidValue invalid) {
        Refusal refusal =
                new Refusal(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "invalid_request",
                        Objects.requireNonNull(invalid.getMessage()),
                        "Correct the value and send it again.",
                        Map.of());
        return ErrorAnswer.answer(request, refusal);
    }
}
