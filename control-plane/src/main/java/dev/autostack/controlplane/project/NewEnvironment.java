package dev.autostack.controlplane.project;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** {@code branch} null: the project's. */
@Serdeable
@Schema(name = "EnvironmentCreate")
record NewEnvironment(String name, @Nullable String branch) {}
