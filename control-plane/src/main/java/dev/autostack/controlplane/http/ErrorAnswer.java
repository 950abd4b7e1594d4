package dev.autostack.controlplane.http;

import dev.autostack.protocol.ErrorBody;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure of the framework into the error body. What went wrong inside stays in the
 * log, under the request id that the answer shows.
 */
@Singleton
@Replaces(ErrorResponseProcessor.class)
final class ErrorAnswer implements ErrorResponseProcessor<ErrorBody> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    @Override
    public MutableHttpResponse<ErrorBody> processResponse(
            ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        Throwable cause = context.getRootCause().orElse(null);
        Refusal known = known(cause);
        if (known != null) {
            return answer(request, known);
        }
        Refusal refusal = forStatus(response.code(), cause, context);
        if (refusal.status().getCode() >= 500) {
            LOG.error(
                    "Request {} {} {} failed",
                    RequestId.of(request),
                    request.getMethodName(),
                    request.getPath(),
                    cause);
        }
        MutableHttpResponse<ErrorBody> answer = answer(request, refusal);
        // A 405 must say what is allowed (RFC 9110, 15.5.6).
        response.getHeaders()
                .getFirst(HttpHeaders.ALLOW)
                .ifPresent(methods -> answer.header(HttpHeaders.ALLOW, methods));
        return answer;
    }

    static MutableHttpResponse<ErrorBody> answer(HttpRequest<?> request, Refusal refusal) {
        ErrorBody body =
                new ErrorBody(
                        new ErrorBody.Problem(
                                refusal.code(),
                                refusal.message(),
                                refusal.hint(),
                                refusal.details(),
                                RequestId.of(request)));
        MutableHttpResponse<ErrorBody> answer =
                HttpResponse.<ErrorBody>status(refusal.status())
                        .body(body)
                        .contentType(MediaType.APPLICATION_JSON_TYPE);
        if (refusal.retryAfter() != null) {
            long seconds = Math.max(1, refusal.retryAfter().plusMillis(999).toSeconds());
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        return answer;
    }

    private static @Nullable Refusal known(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof Refusal refusal) {
                return refusal;
            }
        }
        return null;
    }

    private static Refusal forStatus(int status, @Nullable Throwable cause, ErrorContext context) {
        return switch (status) {
            case 400 -> badRequest(cause, context);
            case 401 -> Refusal.notSignedIn();
            case 404 ->
                    refusal(
                            HttpStatus.NOT_FOUND,
                            "not_found",
                            "There is nothing at this address.",
                            "Check the path and the method against the API page at /docs.");
            case 405 ->
                    refusal(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            "method_not_allowed",
                            "This address does not take this method.",
                            "The Allow header lists the methods it takes.");
            case 406 ->
                    refusal(
                            HttpStatus.NOT_ACCEPTABLE,
                            "not_acceptable",
                            "This address does not answer in the type that was asked for.",
                            "Accept application/json.");
            case 413 -> tooLarge();
            case 415 ->
                    refusal(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            "unsupported_media_type",
                            "The body of the request is not of a type that is read here.",
                            "Send JSON with Content-Type: application/json.");
            default ->
                    status >= 400 && status < 500
                            ? refusal(
                                    HttpStatus.valueOf(status),
                                    "bad_request",
                                    "The request cannot be used.",
                                    "Compare it with the API page at /docs.")
                            : internal();
        };
    }

    static Refusal tooLarge() {
        return refusal(
                HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                "body_too_large",
                "The body of the request is larger than this address reads.",
                "Send less in one request; the limit is 1 MB.");
    }

    static Refusal internal() {
        return refusal(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "Something failed here; the request was not carried out.",
                "Try again. If it stays, look for the request id in the log of the control plane.");
    }

    private static Refusal badRequest(@Nullable Throwable cause, ErrorContext context) {
        if (cause instanceof ConversionErrorException conversion) {
            String field = conversion.getArgument().getName();
            return new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "bad_request",
                    "The value of " + field + " cannot be read.",
                    "Compare its type and shape with the API page at /docs.",
                    Map.of(field, "cannot be read"));
        }
        if (cause instanceof UnsatisfiedRouteException missing) {
            String field = missing.getArgument().getName();
            return new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "bad_request",
                    "The request lacks " + field + ".",
                    "Compare it with the API page at /docs.",
                    Map.of(field, "is missing"));
        }
        String path = context.getErrors().stream().findFirst().flatMap(Error::getPath).orElse(null);
        return new Refusal(
                HttpStatus.BAD_REQUEST,
                "bad_request",
                "The request cannot be read" + (path == null ? "." : ": " + path + "."),
                "Send well-formed JSON with the fields that the API page at /docs lists.",
                Map.of());
    }

    private static Refusal refusal(HttpStatus status, String code, String message, String hint) {
        return new Refusal(status, code, message, hint, Map.of());
    }
}
