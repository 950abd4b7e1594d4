package dev.autostack.controlplane.http;

import io.micronaut.aop.Around;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands on a creating call that returns {@code HttpResponse}. With an {@code Idempotency-Key} the
 * whole call is one transaction that also keeps its answer: the same key and request get that
 * answer again, whatever died in between. A refused call keeps nothing, its key may be used again.
 * Answers are kept as plain text, so not for calls whose answer holds a secret.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Around
public @interface Idempotent {
    /** The header with the key: 1 to 200 visible ASCII characters. */
    String HEADER = "Idempotency-Key";
}
