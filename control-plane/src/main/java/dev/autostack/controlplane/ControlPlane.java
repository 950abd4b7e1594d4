package dev.autostack.controlplane;

import dev.autostack.protocol.ErrorBody;
import io.micronaut.openapi.annotation.OpenAPIExtraSchema;
import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeIn;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** Starts the control plane as a process of its own. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "AutoStack",
                        version = "1",
                        description = ControlPlane.ABOUT,
                        license = @License(name = "Apache-2.0")))
@SecurityScheme(
        name = "bearer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "An access token (15 minutes) or an API key.")
@SecurityScheme(
        name = "cookie",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.COOKIE,
        paramName = "__Host-autostack-access",
        description = "How browsers sign in; changes need the header X-CSRF-Token as well.")
@OpenAPIExtraSchema(ErrorBody.class)
public final class ControlPlane {
    static final String ABOUT =
            """
            The API for people and programs. Lists come in parts: `next` of an answer is the `cursor` of the \
            following part. Creating calls take an `Idempotency-Key`. Every refusal has the same body, and its \
            code stands in docs/errors.md. Times are ISO-8601 in UTC, sizes are bytes, and what belongs to \
            another team is not found.
            """;

    private ControlPlane() {}

    public static void main(String[] arguments) {
        Micronaut.build(arguments).mainClass(ControlPlane.class).banner(false).start();
    }
}
