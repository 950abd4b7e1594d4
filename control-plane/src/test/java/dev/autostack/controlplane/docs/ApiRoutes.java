package dev.autostack.controlplane.docs;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Idempotent;
import io.micronaut.web.router.Router;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** The routes of the running application that the document must describe. */
final class ApiRoutes {
    /** Machines speak docs/contract.md; a WebSocket cannot be described here. */
    private static final Set<Permission> UNDESCRIBED =
            EnumSet.of(Permission.WORKER, Permission.AGENT, Permission.EDGE, Permission.TICKET);

    private ApiRoutes() {}

    /** {@code path} as in the document, without the query part of the template. */
    record Route(String method, String path, Permission permission, boolean idempotent) {
        String key() {
            return method + " " + path;
        }
    }

    static List<Route> of(Router router) {
        TreeMap<String, Route> routes = new TreeMap<>();
        router.uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .filter(route -> route.getDeclaringType() != DocsController.class)
                .map(route ->
                        new Route(
                                route.getHttpMethodName().toLowerCase(Locale.ROOT),
                                path(route.getUriMatchTemplate().toString()),
                                route.getAnnotationMetadata()
                                        .enumValue(RequiresPermission.class, Permission.class)
                                        .orElseThrow(),
                                route.getAnnotationMetadata().hasAnnotation(Idempotent.class)))
                .filter(route -> !UNDESCRIBED.contains(route.permission()))
                .forEach(route -> routes.put(route.key(), route));
        return List.copyOf(routes.values());
    }

    private static String path(String template) {
        return template.replaceAll("\\{[?&][^}]*}", "");
    }
}
