package dev.autostack.controlplane.build;

import dev.autostack.protocol.PlanOverrides;
import dev.autostack.protocol.SourceSpec;
import io.micronaut.serde.annotation.Serdeable;

/** What to inspect without a build. */
@Serdeable
record Inspection(SourceSpec source, PlanOverrides overrides) {}
