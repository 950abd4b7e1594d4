package dev.autostack.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.edge.measure.RouteTally;
import dev.autostack.edge.testing.Tables;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServedTargetTest {
    private static final UUID RELEASE = UUID.randomUUID();
    private static final long SECOND = 1_000_000_000L;
    private static final RouteTally TALLY =
            new RouteTally(new RouteTally.Key(Tables.routeId(), RELEASE));

    private static Upstream upstream(int port) {
        return new Upstream(
                new Upstream.Key(Tables.instance(port), InetAddress.getLoopbackAddress(), port));
    }

    private static ServedTarget target(int weight, Upstream... upstreams) {
        return new ServedTarget(Tables.weighted(RELEASE, weight), List.of(upstreams), TALLY);
    }

    private static Upstream pick(ServedTarget target, long now) {
        return Objects.requireNonNull(target.pick(now, List.of()));
    }

    @Test
    void equallyLoadedInstancesTakeTurns() {
        Upstream a = upstream(1);
        Upstream b = upstream(2);
        ServedTarget target = target(1, a, b);

        List<Upstream> picked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            picked.add(pick(target, 0));
        }

        assertThat(picked).containsExactly(a, b, a, b);
    }

    @Test
    void busyInstanceGetsLess() {
        Upstream a = upstream(1);
        Upstream b = upstream(2);
        a.begin();
        a.begin();
        b.begin();

        assertThat(pick(target(1, a, b), 0)).isEqualTo(b);
    }

    @Test
    void instanceThatRefusedRestsLongerEachTimeButTheLastOneIsAlwaysTried() {
        Upstream a = upstream(1);
        Upstream b = upstream(2);
        ServedTarget target = target(1, a, b);
        b.begin();
        a.refused(0);

        assertThat(pick(target, SECOND / 2)).isEqualTo(b);
        assertThat(pick(target, SECOND + 1)).isEqualTo(a);
        a.refused(2 * SECOND);
        assertThat(pick(target, 3 * SECOND + 1)).isEqualTo(b);
        assertThat(pick(target, 4 * SECOND + 1)).isEqualTo(a);
        a.refused(5 * SECOND);
        b.refused(5 * SECOND);
        assertThat(pick(target, 5 * SECOND)).isEqualTo(a);
        assertThat(target.pick(5 * SECOND, List.of(a))).isEqualTo(b);
        assertThat(target.pick(5 * SECOND, List.of(a, b))).isNull();
    }

    @Test
    void weightsAreKeptSmoothly() {
        Upstream up = upstream(1);
        ServedTarget five = target(5, up);
        ServedTarget one = target(1, up);
        ServedTarget none = target(0, up);
        ServedTarget empty = target(9);
        var route =
                new ServedRoute(
                        Tables.route(UUID.randomUUID(), "a", 0), List.of(five, one, none, empty));
        Map<ServedTarget, Integer> counts = new HashMap<>();
        List<ServedTarget> order = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ServedTarget picked = Objects.requireNonNull(route.pick());
            counts.merge(picked, 1, Integer::sum);
            order.add(picked);
        }

        assertThat(counts).containsExactlyInAnyOrderEntriesOf(Map.of(five, 10, one, 2));
        // Not ten in a row and then two.
        assertThat(order.subList(0, 6)).contains(one);
    }

    @Test
    void routeWithoutAShareForAnyoneHasNoTarget() {
        assertThat(
                        new ServedRoute(
                                        Tables.route(UUID.randomUUID(), "a", 0),
                                        List.of(target(0, upstream(1))))
                                .pick())
                .isNull();
    }
}
