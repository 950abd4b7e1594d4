package dev.autostack.controlplane.access;

import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.HttpRequest;

/** Who the gate let in, for code that cannot take an {@link Identity} as a parameter. */
public final class Admitted {
    private Admitted() {}

    /**
     * @throws Refusal 401 when it was no person
     */
    public static Identity.Person person(HttpRequest<?> request) {
        return request.getAttribute(Gate.IDENTITY, Identity.Person.class)
                .orElseThrow(Refusal::notSignedIn);
    }
}
