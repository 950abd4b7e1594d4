package dev.autostack.agent.instance;

import dev.autostack.protocol.Cause;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.InstanceState;
import dev.autostack.protocol.ObservedInstance;
import dev.autostack.protocol.RestartPolicy;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an instance is. Moved only by {@link #next}, which is pure. {@code attempts} counts
 * starts before the first health, {@code restarts} all after it, {@code strikes} those since the
 * last long health. {@code nextStartAt} is set while backing off.
 */
@Serdeable
public record Progress(
        InstanceState state,
        @Nullable String containerId,
        @Nullable Integer hostPort,
        int attempts,
        int restarts,
        int strikes,
        boolean onceHealthy,
        @Nullable Instant firstStartAt,
        @Nullable Instant startedAt,
        @Nullable Instant healthySince,
        @Nullable Instant nextStartAt,
        @Nullable Cause cause) {

    /** A first start that ends is tried this often: enough for a database that is a moment late. */
    static final int START_ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** Before the first start. */
    public static Progress fresh() {
        return new Progress(
                InstanceState.PENDING, null, null, 0, 0, 0, false, null, null, null, null, null);
    }

    /** The instance after {@code happening}. */
    public Progress next(Happening happening, DesiredInstance desired) {
        return switch (happening) {
            case Happening.Pulling h -> to(InstanceState.PULLING).begun(h.at());
            case Happening.Starting h -> to(InstanceState.STARTING).begun(h.at());
            case Happening.Started h -> started(h);
            case Happening.Found h -> found(h);
            case Happening.NotStarted h -> notStarted(h, desired);
            case Happening.Passed h -> passed(h);
            case Happening.Sickened h ->
                    struck(h.cause(), h.at(), InstanceState.UNHEALTHY, desired);
            case Happening.NeverPassed h ->
                    onceHealthy
                            ? struck(h.cause(), h.at(), InstanceState.UNHEALTHY, desired)
                            : failed(h.cause());
            case Happening.Exited h -> exited(h, desired);
            case Happening.Interrupted h -> pause(InstanceState.BACKING_OFF, cause, h.at(), 0);
            case Happening.Halted _ -> halted();
            case Happening.Refused h -> failed(h.cause());
            case Happening.Stopping _ -> to(InstanceState.STOPPING);
            case Happening.Stopped _ -> to(InstanceState.STOPPED);
        };
    }

    /** The moment after which it may no longer become healthy for the first time. */
    public Instant startDeadline(DesiredInstance desired, Instant now) {
        return (firstStartAt == null ? now : firstStartAt).plusMillis(desired.startDeadlineMs());
    }

    /** As the control plane is told. */
    public ObservedInstance observed(UUID instanceId) {
        return new ObservedInstance(
                instanceId, state, containerId, hostPort, restarts, startedAt, cause);
    }

    private Progress started(Happening.Started h) {
        var next = moved(InstanceState.PROBING);
        next.containerId = h.containerId();
        next.hostPort = h.hostPort();
        next.attempts = onceHealthy ? attempts : attempts + 1;
        next.firstStartAt = firstStartAt == null ? h.at() : firstStartAt;
        next.startedAt = h.at();
        return next.progress();
    }

    /** The same process as before keeps its health: a restarted agent interrupts nothing. */
    private Progress found(Happening.Found h) {
        boolean same = state == InstanceState.HEALTHY && h.startedAt().equals(startedAt);
        var next = moved(same ? InstanceState.HEALTHY : InstanceState.PROBING);
        next.containerId = h.containerId();
        next.hostPort = h.hostPort();
        next.attempts = Math.max(1, attempts);
        next.firstStartAt = firstStartAt == null ? h.startedAt() : firstStartAt;
        next.startedAt = h.startedAt();
        next.healthySince = same ? healthySince : null;
        return next.progress();
    }

    private Progress halted() {
        if (state == InstanceState.FAILED || nextStartAt == null) {
            return this;
        }
        var next = moved(InstanceState.BACKING_OFF);
        next.nextStartAt = nextStartAt;
        next.cause = cause;
        return next.progress();
    }

    private Progress passed(Happening.Passed h) {
        var next = moved(InstanceState.HEALTHY);
        next.onceHealthy = true;
        next.healthySince = healthySince == null ? h.at() : healthySince;
        return next.progress();
    }

    private Progress notStarted(Happening.NotStarted h, DesiredInstance desired) {
        if (h.lasting() || (!onceHealthy && late(desired, h.at()))) {
            return failed(h.cause());
        }
        if (h.blameless()) {
            return pause(InstanceState.BACKING_OFF, h.cause(), h.at(), 1_000);
        }
        return struck(h.cause(), h.at(), InstanceState.BACKING_OFF, desired);
    }

    private Progress exited(Happening.Exited h, DesiredInstance desired) {
        if (onceHealthy) {
            return struck(h.cause(), h.at(), InstanceState.BACKING_OFF, desired);
        }
        if (h.lasting() || attempts >= START_ATTEMPTS || late(desired, h.at())) {
            return failed(h.cause());
        }
        return pause(
                InstanceState.BACKING_OFF,
                h.cause(),
                h.at(),
                FIRST_PAUSE.toMillis() * Math.max(1, attempts));
    }

    /** One strike against an instance that was healthy once, or could not be created. */
    private Progress struck(
            Cause why, Instant at, InstanceState meanwhile, DesiredInstance desired) {
        if (!onceHealthy) {
            if (attempts >= START_ATTEMPTS) {
                return failed(why);
            }
            var next = paused(meanwhile, why, at, FIRST_PAUSE.toMillis());
            next.attempts++;
            return next.progress();
        }
        RestartPolicy policy = desired.restart();
        boolean forgiven =
                healthySince != null
                        && !at.isBefore(healthySince.plusMillis(policy.resetAfterMs()));
        int before = forgiven ? 0 : strikes;
        if (before >= policy.maxRestarts()) {
            return failed(why);
        }
        long delay = policy.initialDelayMs();
        for (int i = 0; i < before && delay < policy.maxDelayMs(); i++) {
            delay *= 2;
        }
        var next = paused(meanwhile, why, at, Math.min(delay, policy.maxDelayMs()));
        next.restarts++;
        next.strikes = before + 1;
        return next.progress();
    }

    private boolean late(DesiredInstance desired, Instant now) {
        return now.isAfter(startDeadline(desired, now));
    }

    private Progress failed(Cause why) {
        var next = moved(InstanceState.FAILED);
        next.cause = why;
        return next.progress();
    }

    private Progress pause(InstanceState meanwhile, @Nullable Cause why, Instant at, long millis) {
        return paused(meanwhile, why, at, millis).progress();
    }

    private Draft paused(InstanceState meanwhile, @Nullable Cause why, Instant at, long millis) {
        var next = moved(meanwhile);
        next.nextStartAt = at.plusMillis(millis);
        next.cause = why;
        return next;
    }

    private Progress to(InstanceState other) {
        return moved(other).progress();
    }

    /** The clock of the start deadline runs from the first start, not from a slow pull. */
    private Progress begun(Instant at) {
        if (state != InstanceState.STARTING || firstStartAt != null) {
            return this;
        }
        var next = new Draft(this);
        next.firstStartAt = at;
        return next.progress();
    }

    /** In another state; what belonged to the old one alone is gone. */
    private Draft moved(InstanceState other) {
        var next = new Draft(this);
        next.state = other;
        next.healthySince = null;
        next.nextStartAt = null;
        next.cause = null;
        return next;
    }

    /** The next progress while it is put together. */
    private static final class Draft {
        private InstanceState state;
        private @Nullable String containerId;
        private @Nullable Integer hostPort;
        private int attempts;
        private int restarts;
        private int strikes;
        private boolean onceHealthy;
        private @Nullable Instant firstStartAt;
        private @Nullable Instant startedAt;
        private @Nullable Instant healthySince;
        private @Nullable Instant nextStartAt;
        private @Nullable Cause cause;

        private Draft(Progress before) {
            state = before.state;
            containerId = before.containerId;
            hostPort = before.hostPort;
            attempts = before.attempts;
            restarts = before.restarts;
            strikes = before.strikes;
            onceHealthy = before.onceHealthy;
            firstStartAt = before.firstStartAt;
            startedAt = before.startedAt;
            healthySince = before.healthySince;
            nextStartAt = before.nextStartAt;
            cause = before.cause;
        }

        private Progress progress() {
            return new Progress(
                    state,
                    containerId,
                    hostPort,
                    attempts,
                    restarts,
                    strikes,
                    onceHealthy,
                    firstStartAt,
                    startedAt,
                    healthySince,
                    nextStartAt,
                    cause);
        }
    }
}
