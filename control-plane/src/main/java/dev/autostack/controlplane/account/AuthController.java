package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.AccessTokens;
import dev.autostack.controlplane.access.Cookies;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.access.SameSiteCheck;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in, staying signed in, signing out. */
@Tag(name = "sign-in")
@Controller("/api/auth")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.ANYONE)
final class AuthController {
    private final PasswordSignIn passwordSignIn;
    private final SignIns signIns;
    private final AccessTokens accessTokens;
    private final Cookies cookies;
    private final SameSiteCheck sameSite;
    private final SessionAnswer answers;

    AuthController(
            PasswordSignIn passwordSignIn,
            SignIns signIns,
            AccessTokens accessTokens,
            Cookies cookies,
            SameSiteCheck sameSite,
            SessionAnswer answers) {
        this.passwordSignIn = passwordSignIn;
        this.signIns = signIns;
        this.accessTokens = accessTokens;
        this.cookies = cookies;
        this.sameSite = sameSite;
        this.answers = answers;
    }

    @Serdeable
    @Schema(name = "LoginRequest")
    record LoginRequest(@Nullable String email, @Nullable String password) {}

    /** {@code refreshToken} absent: the browser's cookie holds it. */
    @Serdeable
    @Schema(name = "RefreshRequest")
    record RefreshRequest(@Nullable String refreshToken) {}

    @Post("/login")
    @Operation(operationId = "login", summary = "Sign in with e-mail and password")
    HttpResponse<Session> login(HttpRequest<?> request, @Body LoginRequest login) {
        return answers.signedIn(
                HttpStatus.OK,
                passwordSignIn.signIn(
                        login.email(),
                        login.password(),
                        answers.userAgent(request),
                        answers.address(request)));
    }

    @Post("/refresh")
    @Operation(
            operationId = "refresh",
            summary = "Renew the access token; the refresh token works once")
    HttpResponse<Session> refresh(HttpRequest<?> request, @Body @Nullable RefreshRequest body) {
        String sent = body == null ? null : body.refreshToken();
        String token = sent == null ? cookieToken(request) : sent;
        return answers.signedIn(
                HttpStatus.OK,
                signIns.refresh(token == null ? "" : token).orElseThrow(AuthController::ended));
    }

    @Post("/logout")
    @Operation(operationId = "logout", summary = "Sign out")
    @Status(HttpStatus.NO_CONTENT)
    HttpResponse<Void> logout(HttpRequest<?> request) {
        session(request).ifPresent(session -> signIns.end(session, "signed out"));
        return answers.signedOut();
    }

    /** Cookies come by themselves, so the page must prove that it sent the request. */
    private @Nullable String cookieToken(HttpRequest<?> request) {
        String token = cookies.refresh(request).orElse(null);
        if (token != null) {
            signIns.sessionOf(token)
                    .ifPresent(session -> sameSite.requireToken(request, SignIns.csrf(session)));
        }
        return token;
    }

    private Optional<UUID> session(HttpRequest<?> request) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
            return Optional.of(bearer ? authorization.substring(7).strip() : "")
                    .flatMap(accessTokens::verify)
                    .map(AccessTokens.Claims::sessionId);
        }
        Optional<UUID> session =
                cookies.refresh(request)
                        .flatMap(signIns::sessionOf)
                        .or(() ->
                                cookies.access(request)
                                        .flatMap(accessTokens::verify)
                                        .map(AccessTokens.Claims::sessionId));
        session.ifPresent(each -> sameSite.requireToken(request, SignIns.csrf(each)));
        return session;
    }

    private static Refusal ended() {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "session_ended",
                "The session has ended.",
                "Sign in again.",
                Map.of());
    }
}
