package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.PublicUrl;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a change really comes from our own pages: Origin header and CSRF token. */
@Singleton
public final class SameSiteCheck {
    static final String CSRF_HEADER = "X-CSRF-Token";
    private static final Set<HttpMethod> SAFE =
            EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final PublicUrl publicUrl;

    SameSiteCheck(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Refuses a change that a page of another site sends, whatever credential it carries. */
    void requireOwnOrigin(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (!SAFE.contains(request.getMethod()) && origin != null && !publicUrl.isOrigin(origin)) {
            throw foreignOrigin();
        }
    }

    /** For changes whose credential is a cookie, which browsers send by themselves. */
    public void requireToken(HttpRequest<?> request, @Nullable String expected) {
        if (SAFE.contains(request.getMethod())) {
            return;
        }
        String sent = request.getHeaders().get(CSRF_HEADER);
        if (sent == null
                || expected == null
                || !MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8),
                        expected.getBytes(StandardCharsets.UTF_8))) {
            throw Refusal.forbidden(
                    "csrf_token_wrong",
                    "The request lacks the token that proves it comes from the AutoStack page.",
                    "Send the value of the cookie autostack-csrf as X-CSRF-Token; reload the page when it is old.");
        }
    }

    /** WebSockets are always checked: browsers open them across sites without asking. */
    void requireOwnOriginOfSocket(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && !publicUrl.isOrigin(origin)) {
            throw foreignOrigin();
        }
    }

    private Refusal foreignOrigin() {
        return Refusal.forbidden(
                "origin_refused",
                "The request comes from a page of another site.",
                "Open AutoStack at "
                        + publicUrl.base()
                        + "; if it has another address now, set autostack.public-url.");
    }
}
