package dev.autostack.controlplane.db;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

@Factory
final class SystemClock {
    /** Tests replace it by one they turn. */
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
