package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.Refusal;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Lets controllers take the identity that the gate found as a parameter, by its exact type. */
record IdentityBinder<T extends Identity>(Class<T> type) implements TypedRequestArgumentBinder<T> {
    @Override
    public Argument<T> argumentType() {
        return Argument.of(type);
    }

    @Override
    public BindingResult<T> bind(ArgumentConversionContext<T> context, HttpRequest<?> request) {
        T identity =
                request.getAttribute(Gate.IDENTITY, Identity.class)
                        .filter(type::isInstance)
                        .map(type::cast)
                        .orElseThrow(Refusal::notSignedIn);
        return () -> Optional.of(identity);
    }

    @Factory
    static final class Binders {
        @Singleton
        IdentityBinder<Identity> any() {
            return new IdentityBinder<>(Identity.class);
        }

        @Singleton
        IdentityBinder<Identity.Person> person() {
            return new IdentityBinder<>(Identity.Person.class);
        }

        @Singleton
        IdentityBinder<Identity.Worker> worker() {
            return new IdentityBinder<>(Identity.Worker.class);
        }

        @Singleton
        IdentityBinder<Identity.Agent> agent() {
            return new IdentityBinder<>(Identity.Agent.class);
        }

        @Singleton
        IdentityBinder<Identity.Edge> edge() {
            return new IdentityBinder<>(Identity.Edge.class);
        }
    }
}
