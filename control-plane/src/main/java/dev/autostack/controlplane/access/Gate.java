package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.http.Sender;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one gate of every transport. It knows routes, not paths: whatever spelling of an address
 * reaches a route meets the permission of that route. A request that matches no route passes and
 * ends as 404.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Gate.ORDER)
final class Gate {
    static final int ORDER = -500;
    static final String IDENTITY = "autostack.identity";

    private final MachineCredentials machines;
    private final ApiKeys apiKeys;
    private final AccessTokens accessTokens;
    private final Sessions sessions;
    private final Cookies cookies;
    private final SameSiteCheck sameSite;
    private final Tickets tickets;

    Gate(
            MachineCredentials machines,
            ApiKeys apiKeys,
            AccessTokens accessTokens,
            Sessions sessions,
            Cookies cookies,
            SameSiteCheck sameSite,
            Tickets tickets) {
        this.machines = machines;
        this.apiKeys = apiKeys;
        this.accessTokens = accessTokens;
        this.sessions = sessions;
        this.cookies = cookies;
        this.sameSite = sameSite;
        this.tickets = tickets;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void admit(HttpRequest<?> request) {
        RouteInfo<?> route = RouteAttributes.getRouteInfo(request).orElse(null);
        if (route == null) {
            return;
        }
        Permission permission =
                declared(route.getAnnotationMetadata())
                        .orElseThrow(() -> new IllegalStateException("route without a permission"));
        Identity identity = admit(request, permission);
        request.setAttribute(IDENTITY, identity);
        request.setAttribute(Sender.ATTRIBUTE, sender(identity));
    }

    static Optional<Permission> declared(AnnotationMetadata metadata) {
        return metadata.enumValue(RequiresPermission.class, Permission.class);
    }

    private Identity admit(HttpRequest<?> request, Permission permission) {
        if (permission == Permission.WEBHOOK) {
            return new Identity.Anonymous();
        }
        if (permission == Permission.TICKET) {
            return byTicket(request);
        }
        sameSite.requireOwnOrigin(request);
        if (permission == Permission.ANYONE) {
            return new Identity.Anonymous();
        }
        Identity identity = identify(request);
        if (!allowed(identity, permission)) {
            if (identity instanceof Identity.Anonymous) {
                throw Refusal.notSignedIn();
            }
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "forbidden",
                    "Your role or credential does not allow this.",
                    "Ask an owner or admin of the team.",
                    Map.of("needs", permission.name().toLowerCase(Locale.ROOT)));
        }
        return identity;
    }

    private static boolean allowed(Identity identity, Permission permission) {
        return switch (identity) {
            case Identity.Person person -> Grants.of(person.role()).contains(permission);
            case Identity.Worker worker -> permission == Permission.WORKER;
            case Identity.Agent agent -> permission == Permission.AGENT;
            case Identity.Edge edge -> permission == Permission.EDGE;
            case Identity.Anonymous nobody -> false;
        };
    }

    private Identity identify(HttpRequest<?> request) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            // A wrong header is not made good by a cookie.
            return byHeader(authorization).orElseThrow(Refusal::notSignedIn);
        }
        String token = cookies.access(request).orElse(null);
        if (token == null) {
            return new Identity.Anonymous();
        }
        AccessTokens.Claims claims = accessTokens.verify(token).orElseThrow(Refusal::notSignedIn);
        sameSite.requireToken(request, claims.csrf());
        return sessions.person(claims.sessionId()).orElseThrow(Refusal::notSignedIn);
    }

    private Optional<? extends Identity> byHeader(String authorization) {
        String token = bearer(authorization);
        if (token == null) {
            return Optional.empty();
        }
        if (MachineCredentials.looksLike(token)) {
            return machines.find(token);
        }
        if (ApiKeys.looksLike(token)) {
            return apiKeys.find(token);
        }
        return accessTokens.verify(token).flatMap(claims -> sessions.person(claims.sessionId()));
    }

    private Identity byTicket(HttpRequest<?> request) {
        sameSite.requireOwnOriginOfSocket(request);
        String ticket = request.getParameters().get("ticket");
        return Optional.ofNullable(ticket)
                .flatMap(text ->
                        tickets.redeem(
                                text,
                                request.getPath(),
                                request.getHeaders().get(HttpHeaders.ORIGIN)))
                .filter(person -> allowed(person, Permission.LOG_READ))
                .orElseThrow(() ->
                        Refusal.forbidden(
                                "ticket_invalid",
                                "The ticket is used, older than 30 seconds, or not for this stream.",
                                "Ask for a new ticket for each connection."));
    }

    private static @Nullable String bearer(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        String token = bearer ? authorization.substring(7).strip() : "";
        return token.isEmpty() ? null : token;
    }

    private static String sender(Identity identity) {
        return switch (identity) {
            case Identity.Person person -> "person:" + person.accountId();
            case Identity.Worker worker -> "worker:" + worker.workerId();
            case Identity.Agent agent -> "agent:" + agent.agentId();
            case Identity.Edge edge -> "edge:" + edge.edgeId();
            case Identity.Anonymous nobody -> "anyone";
        };
    }
}
