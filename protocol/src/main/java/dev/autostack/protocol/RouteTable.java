package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Everything an edge serves. Validated as a whole; an invalid table is refused and the old one
 * stays.
 */
@Serdeable
public record RouteTable(long version, List<Route> routes) {
    public RouteTable {
        routes = List.copyOf(routes);
    }
}
