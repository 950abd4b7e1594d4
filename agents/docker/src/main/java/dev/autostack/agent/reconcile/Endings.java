package dev.autostack.agent.reconcile;

import dev.autostack.agent.engine.EngineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the engine's events told about the ends of processes: hints only, each is looked into. Kept
 * until then.
 */
final class Endings {
    private static final Duration LATELY = Duration.ofSeconds(30);

    private final Set<String> suspects = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> exitCodes = new ConcurrentHashMap<>();
    private final Map<String, Instant> outOfMemory = new ConcurrentHashMap<>();
    private volatile Instant backSince = Instant.MIN;

    /** Takes in an event; true when it calls for a look. */
    boolean hear(EngineEvent event, Instant now) {
        String id = event.subject();
        return switch (event.action()) {
            case "die" -> {
                String code = event.attributes().getOrDefault("exitCode", "");
                if (code.matches("[0-9]{1,3}")) {
                    exitCodes.put(id, Integer.parseInt(code));
                }
                suspects.add(id);
                yield true;
            }
            case "oom" -> {
                outOfMemory.put(id, now);
                yield true;
            }
            case "start", "destroy", "pause", "unpause", "stop" -> true;
            default -> false;
        };
    }

    /**
     * The engine answers after it did not. What ended before that, or right then, ended with it.
     */
    void engineIsBack(Instant now) {
        backSince = now;
    }

    /** Whether a process that ended then was taken along by the engine. */
    boolean engineWasAway(Instant finishedAt) {
        return !finishedAt.isAfter(backSince);
    }

    /** Something may have happened to the container. */
    void suspect(String containerId) {
        suspects.add(containerId);
    }

    Set<String> suspects() {
        return Set.copyOf(suspects);
    }

    /** It has been looked into. Returns the exit code of the last end; -1 when none was told. */
    int settle(String containerId) {
        suspects.remove(containerId);
        Integer code = exitCodes.remove(containerId);
        return code == null ? -1 : code;
    }

    /** Whether the kernel ended a process of the container for want of memory just now. */
    boolean outOfMemoryLately(String containerId, Instant now) {
        Instant at = outOfMemory.get(containerId);
        return at != null && !now.isAfter(at.plus(LATELY));
    }

    void forget(String containerId) {
        suspects.remove(containerId);
        exitCodes.remove(containerId);
        outOfMemory.remove(containerId);
    }
}
