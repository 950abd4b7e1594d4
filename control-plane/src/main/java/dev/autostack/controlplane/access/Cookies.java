package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.PublicUrl;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * The browser's three cookies. Behind https they carry the {@code __Host-} prefix; plain http is
 * for loopback, where browsers refuse that prefix.
 */
@Singleton
public final class Cookies {
    private final PublicUrl publicUrl;

    Cookies(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    public Cookie access(String token, Duration life) {
        return cookie(accessName(), token, life, true);
    }

    public Cookie refresh(String token, Duration life) {
        return cookie(refreshName(), token, life, true);
    }

    /** Readable by the page, which sends it back as {@code X-CSRF-Token}. */
    public Cookie csrf(String token, Duration life) {
        return cookie("autostack-csrf", token, life, false);
    }

    public Optional<String> access(HttpRequest<?> request) {
        return value(request, accessName());
    }

    public Optional<String> refresh(HttpRequest<?> request) {
        return value(request, refreshName());
    }

    public Optional<String> csrf(HttpRequest<?> request) {
        return value(request, "autostack-csrf");
    }

    private String accessName() {
        return publicUrl.secure() ? "__Host-autostack-access" : "autostack-access";
    }

    private String refreshName() {
        return publicUrl.secure() ? "__Host-autostack-refresh" : "autostack-refresh";
    }

    private Cookie cookie(String name, String value, Duration life, boolean httpOnly) {
        return Cookie.of(name, value)
                .path("/")
                .maxAge(life.toSeconds())
                .httpOnly(httpOnly)
                .secure(publicUrl.secure())
                .sameSite(SameSite.Lax);
    }

    private static Optional<String> value(HttpRequest<?> request, String name) {
        return request.getCookies()
                .findCookie(name)
                .map(Cookie::getValue)
                .filter(text -> !text.isEmpty());
    }
}
