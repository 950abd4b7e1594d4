package dev.autostack.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.micronaut.serde.annotation.Serdeable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a leased build ended. */
@Serdeable
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface BuildOutcome {

    /**
     * The image was pushed; {@code digest} is the manifest's, {@code sizeBytes} the sum of its
     * compressed layers. {@code reusedBuildId} names the build whose image it is when nothing was
     * built, as {@link KnownImage} said.
     */
    @Serdeable
    @JsonTypeName("pushed")
    record Pushed(
            String repository,
            String digest,
            long sizeBytes,
            CommitFacts commit,
            Detection detection,
            RunPlan run,
            @Nullable UUID reusedBuildId)
            implements BuildOutcome {

        /** A new image. */
        public Pushed(
                String repository,
                String digest,
                long sizeBytes,
                CommitFacts commit,
                Detection detection,
                RunPlan run) {
            this(repository, digest, sizeBytes, commit, detection, run, null);
        }
    }

    /** Answer to an inspection. */
    @Serdeable
    @JsonTypeName("inspected")
    record Inspected(@Nullable CommitFacts commit, Detection detection, @Nullable RunPlan run)
            implements BuildOutcome {}

    /** The build failed for a reason the user can act on. Never retried. */
    @Serdeable
    @JsonTypeName("failed")
    record Failed(Cause cause) implements BuildOutcome {}

    /**
     * The platform failed (registry down, disk full): counts as a lost attempt and may run again.
     */
    @Serdeable
    @JsonTypeName("broken")
    record Broken(Cause cause) implements BuildOutcome {}

    /** Ended because a heartbeat said so. */
    @Serdeable
    @JsonTypeName("cancelled")
    record Cancelled() implements BuildOutcome {}
}
