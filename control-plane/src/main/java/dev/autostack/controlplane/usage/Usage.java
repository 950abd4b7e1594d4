package dev.autostack.controlplane.usage;

import io.micronaut.serde.annotation.Serdeable;

/**
 * Of a span of time: the minutes that workers held builds (the newest attempt of each), the hours
 * of instances from start to removal, and the number of deployments. As of now, whatever the span:
 * projects, the bytes of images that releases still need (each digest once) and of stored log.
 */
@Serdeable
record Usage(
        double buildMinutes,
        double instanceHours,
        long deployments,
        long projects,
        long imageBytes,
        long logBytes) {}
