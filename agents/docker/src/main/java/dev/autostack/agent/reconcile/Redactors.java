package dev.autostack.agent.reconcile;

import dev.autostack.agent.engine.ContainerFacts;
import dev.autostack.agent.engine.Engine;
import dev.autostack.agent.engine.ImageFacts;
import dev.autostack.agent.instance.Labels;
import dev.autostack.agent.redaction.Redactor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The redactor of each container, made from the variables that the container itself has: so it is
 * right also for one that is no longer wanted, or whose variables nobody else knows.
 */
final class Redactors {
    private static final String PORT = "PORT"; // ours

    private final Engine engine;
    private final Map<String, Redactor> byContainer = new ConcurrentHashMap<>();

    Redactors(Engine engine) {
        this.engine = engine;
    }

    Redactor of(ContainerFacts facts) {
        Redactor known = byContainer.get(facts.id());
        if (known == null) {
            known = make(facts);
            byContainer.put(facts.id(), known);
        }
        return known;
    }

    void forget(String containerId) {
        byContainer.remove(containerId);
    }

    private Redactor make(ContainerFacts facts) {
        // What the image brings is public; what we added is the project's.
        List<String> image =
                engine.images()
                        .find(facts.imageId())
                        .map(ImageFacts::environment)
                        .orElse(List.of());
        var ofImage = new HashSet<>(image);
        String[] plain = facts.config().labelMap().getOrDefault(Labels.PLAIN, "").split(",", -1);
        var readable = new HashSet<>(List.of(plain));
        readable.add(PORT);
        return Redactor.of(
                facts.config().envLines().stream()
                        .filter(line -> !ofImage.contains(line))
                        .filter(line -> !readable.contains(name(line)))
                        .map(line ->
                                line.substring(Math.min(line.length(), name(line).length() + 1)))
                        .toList());
    }

    private static String name(String line) {
        int equals = line.indexOf('=');
        return equals < 0 ? line : line.substring(0, equals);
    }
}
