package dev.autostack.controlplane.project;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/** What changes; absent stays. {@code branch} empty: the project's again. */
@Serdeable
record EnvironmentChange(@Nullable String branch, @Nullable Boolean autoDeploy) {}
