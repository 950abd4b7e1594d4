package dev.autostack.protocol;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt did and made. {@code steps} are those of the Dockerfile in the order in which
 * the builder numbers them; {@code image} is null when none was built or its layers are not known.
 */
@Serdeable
public record BuildFacts(List<Step> steps, @Nullable Image image) {
    public BuildFacts {
        steps = List.copyOf(steps);
    }

    /**
     * One step of the Dockerfile, redacted like the log. {@code instruction} has its stage and
     * place before it, like {@code [build 2/5] RUN npm ci}. {@code seconds} is null when it came
     * out of the cache or did not end.
     */
    @Serdeable
    public record Step(String instruction, boolean cached, @Nullable Double seconds) {}

    /**
     * The image as the engine holds it. {@code bytes} is the sum of its {@code layers}, unpacked;
     * {@code largest} are the largest of them, largest first.
     */
    @Serdeable
    public record Image(long bytes, int layers, List<Layer> largest) {
        public Image {
            largest = List.copyOf(largest);
        }
    }

    /** Unpacked bytes, and what made them, redacted like the log. */
    @Serdeable
    public record Layer(long bytes, String instruction) {}
}
