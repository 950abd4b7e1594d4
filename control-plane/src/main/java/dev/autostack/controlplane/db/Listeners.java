package dev.autostack.controlplane.db;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who listens to what, any number to one thing. Safe for all threads; silence takes no room. */
public final class Listeners<K, L> {
    private final Map<K, Set<L>> all = new ConcurrentHashMap<>();

    public void add(K to, L listener) {
        all.compute(
                to,
                (key, known) -> {
                    Set<L> some = known == null ? ConcurrentHashMap.newKeySet() : known;
                    some.add(listener);
                    return some;
                });
    }

    public void remove(K to, L listener) {
        all.computeIfPresent(
                to,
                (key, some) -> {
                    some.remove(listener);
                    return some.isEmpty() ? null : some;
                });
    }

    /** Those who listen to this. */
    public void tell(K about, Consumer<L> news) {
        all.getOrDefault(about, Set.of()).forEach(news);
    }

    /** Those who listen to anything. */
    public void tellAll(Consumer<L> news) {
        all.values().forEach(some -> some.forEach(news));
    }

    /** How many there are, counted once for each thing they listen to. */
    public int size() {
        return all.values().stream().mapToInt(Set::size).sum();
    }
}
