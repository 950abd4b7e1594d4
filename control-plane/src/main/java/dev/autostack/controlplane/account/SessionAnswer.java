package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.AccessTokens;
import dev.autostack.controlplane.access.Cookies;
import dev.autostack.controlplane.http.Peer;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes a sign-in into an answer: the body for programs, the cookies for browsers. */
@Singleton
final class SessionAnswer {
    private final Accounts accounts;
    private final Cookies cookies;
    private final Peer peer;

    SessionAnswer(Accounts accounts, Cookies cookies, Peer peer) {
        this.accounts = accounts;
        this.cookies = cookies;
        this.peer = peer;
    }

    HttpResponse<Session> signedIn(HttpStatus status, SignIns.Granted granted) {
        Session session =
                new Session(
                        granted.access().token(),
                        granted.refreshToken(),
                        granted.access().expiresAt(),
                        accounts.user(granted.person()));
        return HttpResponse.<Session>status(status)
                .body(session)
                .cookie(cookies.access(granted.access().token(), AccessTokens.LIFE))
                .cookie(cookies.refresh(granted.refreshToken(), SignIns.IDLE))
                .cookie(cookies.csrf(granted.csrf(), SignIns.IDLE));
    }

    HttpResponse<Void> signedOut() {
        MutableHttpResponse<Void> answer = HttpResponse.noContent();
        return answer.cookie(cookies.access("", Duration.ZERO))
                .cookie(cookies.refresh("", Duration.ZERO))
                .cookie(cookies.csrf("", Duration.ZERO));
    }

    @Nullable String userAgent(HttpRequest<?> request) {
        return request.getHeaders().get(HttpHeaders.USER_AGENT);
    }

    String address(HttpRequest<?> request) {
        return peer.address(request);
    }
}
