package dev.autostack.controlplane.http;

import dev.autostack.protocol.ErrorBody;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

@Singleton
final class RefusalHandler implements ExceptionHandler<Refusal, HttpResponse<ErrorBody>> {
    @Override
    @SuppressWarnings("rawtypes") // the interface has the raw type
    public HttpResponse<ErrorBody> handle(HttpRequest request, Refusal refusal) {
        return ErrorAnswer.answer(request, refusal);
    }
}
