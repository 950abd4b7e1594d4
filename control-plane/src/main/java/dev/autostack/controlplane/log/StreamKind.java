package dev.autostack.controlplane.log;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two streams of a deployment: until it is live, and what its instances print. */
public enum StreamKind {
    @JsonProperty("build")
    BUILD,
    @JsonProperty("runtime")
    RUNTIME
}
