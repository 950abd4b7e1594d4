package dev.autostack.controlplane.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.controlplane.access.MachineCredentials;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.access.Role;
import dev.autostack.controlplane.access.Tokens;
import dev.autostack.controlplane.testing.Rows;
import dev.autostack.controlplane.testing.TestServer;
import dev.autostack.controlplane.testing.TestServer.Answer;
import io.micronaut.web.router.Router;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every route of the running application against every kind of sender. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteMatrixTest {
    /** Below /api, these and no others answer to nobody in particular. A new one is a decision. */
    private static final Set<String> OPEN =
            Set.of(
                    "GET /api/setup",
                    "POST /api/setup",
                    "POST /api/auth/login",
                    "POST /api/auth/refresh",
                    "POST /api/auth/logout",
                    "POST /api/enrolments/redeem");

    private static final Set<Permission> WITHOUT_IDENTITY =
            EnumSet.of(Permission.ANYONE, Permission.WEBHOOK, Permission.TICKET);

    /** Written a second time on purpose: a change of the grants must show up here. */
    private static final Map<String, Set<Permission>> MAY = may();

    private final TestServer server = new TestServer();
    private final Map<String, String> credentials = new LinkedHashMap<>();
    private final Map<String, UUID> objects = new LinkedHashMap<>();
    private String stranger = "";

    private record Route(String method, String template, Permission permission) {
        boolean hasVariable() {
            return template.contains("{");
        }

        String path(UUID id) {
            return template.replaceAll("\\{[?&][^}]*}", "").replaceAll("\\{[^}]*}", id.toString());
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private static Map<String, Set<Permission>> may() {
        Set<Permission> viewer =
                EnumSet.of(
                        Permission.SELF,
                        Permission.TEAM_READ,
                        Permission.PROJECT_READ,
                        Permission.DEPLOYMENT_READ,
                        Permission.LOG_READ,
                        Permission.METRIC_READ,
                        Permission.MACHINE_READ);
        Set<Permission> developer = EnumSet.copyOf(viewer);
        developer.addAll(
                EnumSet.of(
                        Permission.PROJECT_CREATE,
                        Permission.PROJECT_CHANGE,
                        Permission.VARIABLE_READ,
                        Permission.VARIABLE_CHANGE,
                        Permission.DEPLOYMENT_CREATE,
                        Permission.DEPLOYMENT_CHANGE));
        Set<Permission> admin = EnumSet.copyOf(developer);
        admin.addAll(
                EnumSet.of(
                        Permission.PROJECT_DELETE,
                        Permission.MACHINE_CHANGE,
                        Permission.AUDIT_READ));
        return Map.of(
                "viewer",
                viewer,
                "developer",
                developer,
                "admin",
                admin,
                "worker",
                EnumSet.of(Permission.WORKER),
                "agent",
                EnumSet.of(Permission.AGENT),
                "edge",
                EnumSet.of(Permission.EDGE));
    }

    @BeforeAll
    void addSenders() {
        Rows rows = new Rows(server.database());
        UUID team = server.bean(LocalOperator.class).team();
        for (Role role : List.of(Role.VIEWER, Role.DEVELOPER, Role.ADMIN)) {
            credentials.put(role.name().toLowerCase(java.util.Locale.ROOT), person(team, role));
        }
        stranger = person(rows.team(), Role.OWNER);
        UUID host = rows.host();
        String worker = Tokens.random(MachineCredentials.WORKER_PREFIX);
        rows.worker(worker);
        credentials.put("worker", worker);
        credentials.put("agent", machine("agent", MachineCredentials.AGENT_PREFIX, host));
        credentials.put("edge", machine("edge", MachineCredentials.EDGE_PREFIX, host));
        UUID project = rows.project(team, "shop");
        UUID environment = rows.environment(project, host);
        objects.put("/api/projects/", project);
        objects.put("/api/environments/", environment);
        objects.put("/api/deployments/", rows.deployment(team, project, environment, 1));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void onlyTheListedRoutesAreOpen() {
        Set<String> open = new TreeSet<>();
        for (Route route : routes()) {
            if (route.permission() == Permission.ANYONE && route.template().startsWith("/api/")) {
                open.add(route.toString());
            }
        }

        assertThat(open).isSubsetOf(OPEN);
    }

    @Test
    void nobodyIsRefusedEverywhereElseInEverySpelling() {
        SoftAssertions softly = new SoftAssertions();
        for (Route route : routes()) {
            if (WITHOUT_IDENTITY.contains(route.permission())) {
                continue;
            }
            String path = route.path(UUID.randomUUID());
            softly.assertThat(call(route.method(), path, "").status())
                    .as(route.toString())
                    .isEqualTo(401);
            for (String spelling :
                    List.of(
                            path + "/",
                            "/" + path,
                            path.replaceFirst("/api", "/api/"),
                            path.replaceFirst("/api", "/API"),
                            path.replaceFirst("/api", "/%61pi"),
                            path.replaceFirst("/api", "/api;a=b"),
                            path.replaceFirst("/api", "/x/../api"),
                            path + ";a=b",
                            path + "%00",
                            path + "?access_token=x&ticket=y")) {
                softly.assertThat(call(route.method(), spelling, "").status())
                        .as(route.method() + " " + spelling)
                        .isIn(400, 401, 404, 405);
            }
            for (String bearer :
                    List.of("x", "asw_x", "asa_x", "ase_x", "ask_x", "a.b.c", "null")) {
                softly.assertThat(call(route.method(), path, bearer).status())
                        .as(route + " " + bearer)
                        .isEqualTo(401);
            }
        }
        softly.assertAll();
    }

    @Test
    void eachSenderComesInWhereTheTableSaysAndNowhereElse() {
        SoftAssertions softly = new SoftAssertions();
        for (Route route : routes()) {
            if (WITHOUT_IDENTITY.contains(route.permission())) {
                continue;
            }
            credentials.forEach((sender, credential) -> {
                Answer answer = call(route.method(), route.path(UUID.randomUUID()), credential);
                boolean may = MAY.getOrDefault(sender, Set.of()).contains(route.permission());
                String what = sender + " " + route + " -> " + answer;
                if (may) {
                    softly.assertThat(answer.status()).as(what).isNotIn(401, 403).isLessThan(500);
                } else {
                    softly.assertThat(answer.status()).as(what).isEqualTo(403);
                }
            });
        }
        softly.assertAll();
    }

    @Test
    void whatBelongsToAnotherTeamIsNotThere() {
        SoftAssertions softly = new SoftAssertions();
        int checked = 0;
        for (Route route : routes()) {
            for (Map.Entry<String, UUID> object : objects.entrySet()) {
                if (!route.hasVariable()
                        || !route.template().startsWith(object.getKey() + "{")
                        || WITHOUT_IDENTITY.contains(route.permission())) {
                    continue;
                }
                checked++;
                Answer answer = call(route.method(), route.path(object.getValue()), stranger);
                String what = route + " -> " + answer;
                if (route.method().equals("GET") || route.method().equals("DELETE")) {
                    softly.assertThat(answer.status()).as(what).isEqualTo(404);
                } else {
                    softly.assertThat(answer.status()).as(what).isIn(400, 404, 422, 428);
                }
            }
        }
        softly.assertAll();
        assertThat(checked).isGreaterThan(10);
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        server.bean(Router.class)
                .uriRoutes()
                .forEach(route ->
                        routes.add(
                                new Route(
                                        route.getHttpMethodName(),
                                        route.getUriMatchTemplate().toString(),
                                        route.getAnnotationMetadata()
                                                .enumValue(
                                                        RequiresPermission.class, Permission.class)
                                                .orElseThrow())));
        assertThat(routes).hasSizeGreaterThan(30);
        return routes.stream().filter(route -> !route.method().equals("HEAD")).distinct().toList();
    }

    private Answer call(String method, String path, String bearer) {
        boolean body = !method.equals("GET") && !method.equals("DELETE");
        return server.send(server.request(method, path, body ? "{}" : null, bearer));
    }

    private String person(UUID team, Role role) {
        Accounts accounts = server.bean(Accounts.class);
        UUID account = accounts.create(UUID.randomUUID() + "@example.com", "Somebody", "!");
        accounts.join(account, team, role);
        return server.bean(SignIns.class).begin(account, "test", "127.0.0.1").access().token();
    }

    private String machine(String kind, String prefix, UUID host) {
        String credential = Tokens.random(prefix);
        server.database()
                .sql(
                        "insert into "
                                + kind
                                + " (id, host_id, name, version, credential_hash) values (?, ?, 'm', '1', ?)",
                        UUID.randomUUID(),
                        host,
                        Tokens.hash(credential))
                .update();
        return credential;
    }
}
