package dev.autostack.controlplane.deployment;

import dev.autostack.controlplane.release.Release;
import dev.autostack.controlplane.target.Placement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deployment on its way, while the lock of its environment is held. {@code answer} is what the
 * public route said since the last walk; {@code question} what it should be asked next.
 */
final class Attempt {
    private final EnvironmentRow environment;
    private final @Nullable Answer answer;
    private Deployment deployment;
    private @Nullable Question question;

    Attempt(EnvironmentRow environment, Deployment deployment, @Nullable Answer answer) {
        this.environment = environment;
        this.deployment = deployment;
        this.answer = answer;
    }

    EnvironmentRow environment() {
        return environment;
    }

    Deployment deployment() {
        return deployment;
    }

    void is(Deployment now) {
        deployment = now;
    }

    @Nullable Answer answer() {
        return answer;
    }

    @Nullable Question question() {
        return question;
    }

    void ask(Question next) {
        question = next;
    }

    Instant in(Duration time) {
        return environment.now().plus(time);
    }

    Placement placement(Release release) {
        return placement(environment, deployment, release);
    }

    static Placement placement(EnvironmentRow environment, Deployment deployment, Release release) {
        Integer asked = deployment.wantedInstances();
        return new Placement(
                environment.id(),
                environment.hostId(),
                deployment.id(),
                release.id(),
                asked == null ? Math.max(1, environment.wantedInstances()) : asked,
                deployment.kind() == DeploymentKind.SCALE,
                Duration.ofMillis(release.settings().drainMs()));
    }
}
