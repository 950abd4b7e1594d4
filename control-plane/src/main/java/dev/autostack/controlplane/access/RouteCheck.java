package dev.autostack.controlplane.access;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.web.router.Router;
import jakarta.inject.Singleton;
import java.util.List;

/** Default deny: a route that declares no permission stops the start. */
@Singleton
final class RouteCheck implements ApplicationEventListener<StartupEvent> {
    private final Router router;

    RouteCheck(Router router) {
        this.router = router;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        List<String> open =
                router.uriRoutes()
                        .filter(route -> Gate.declared(route.getAnnotationMetadata()).isEmpty())
                        .map(route ->
                                route.getHttpMethodName()
                                        + " "
                                        + route.getUriMatchTemplate()
                                        + " ("
                                        + route.getDeclaringType().getSimpleName()
                                        + ")")
                        .distinct()
                        .sorted()
                        .toList();
        if (!open.isEmpty()) {
            throw new IllegalStateException(
                    "Routes without @RequiresPermission: " + String.join(", ", open));
        }
    }
}
