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
        return new Progress(
                InstanceState.PROBING,
                h.containerId(),
                h.hostPort(),
                onceHealthy ? attempts : attempts + 1,
                restarts,
                strikes,
                onceHealthy,
                firstStartAt == null ? h.at() : firstStartAt,
                h.at(),
                null,
                null,
                null);
    }

    /** The same process as before keeps its health: a restarted agent interrupts nothing. */
    private Progress found(Happening.Found h) {
        boolean same = state == InstanceState.HEALTHY && h.startedAt().equals(startedAt);
        return new Progress(
                same ? InstanceState.HEALTHY : InstanceState.PROBING,
                h.containerId(),
                h.hostPort(),
                Math.max(1, attempts),
                restarts,
                strikes,
                onceHealthy,
                firstStartAt == null ? h.startedAt() : firstStartAt,
                h.startedAt(),
                same ? healthySince : null,
                null,
                null);
    }

    private Progress halted() {
        if (state == InstanceState.FAILED || nextStartAt == null) {
            return this;
        }
        return new Progress(
                InstanceState.BACKING_OFF,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                onceHealthy,
                firstStartAt,
                startedAt,
                null,
                nextStartAt,
                cause);
    }

    private Progress passed(Happening.Passed h) {
        return new Progress(
                InstanceState.HEALTHY,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                true,
                firstStartAt,
                startedAt,
                healthySince == null ? h.at() : healthySince,
                null,
                null);
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
            return attempts >= START_ATTEMPTS
                    ? failed(why)
                    : pause(meanwhile, why, at, FIRST_PAUSE.toMillis()).tried();
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
        Progress paused = pause(meanwhile, why, at, Math.min(delay, policy.maxDelayMs()));
        return new Progress(
                paused.state,
                containerId,
                hostPort,
                attempts,
                restarts + 1,
                before + 1,
                true,
                firstStartAt,
                startedAt,
                null,
                paused.nextStartAt,
                why);
    }

    private boolean late(DesiredInstance desired, Instant now) {
        return now.isAfter(startDeadline(desired, now));
    }

    private Progress failed(Cause why) {
        return new Progress(
                InstanceState.FAILED,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                onceHealthy,
                firstStartAt,
                startedAt,
                null,
                null,
                why);
    }

    private Progress pause(InstanceState meanwhile, @Nullable Cause why, Instant at, long millis) {
        return new Progress(
                meanwhile,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                onceHealthy,
                firstStartAt,
                startedAt,
                null,
                at.plusMillis(millis),
                why);
    }

    private Progress to(InstanceState other) {
        return new Progress(
                other,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                onceHealthy,
                firstStartAt,
                startedAt,
                null,
                null,
                null);
    }

    /** The clock of the start deadline runs from the first start, not from a slow pull. */
    private Progress begun(Instant at) {
        if (state != InstanceState.STARTING || firstStartAt != null) {
            return this;
        }
        return new Progress(
                state,
                containerId,
                hostPort,
                attempts,
                restarts,
                strikes,
                onceHealthy,
                at,
                startedAt,
                healthySince,
                nextStartAt,
                cause);
    }

    private Progress tried() {
        return new Progress(
                state,
                containerId,
                hostPort,
                attempts + 1,
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
