package dev.autostack.controlplane;

import io.micronaut.runtime.Micronaut;

/** Starts the control plane as a process of its own. */
public final class ControlPlane {
    private ControlPlane() {}

    public static void main(String[] arguments) {
        Micronaut.build(arguments).mainClass(ControlPlane.class).banner(false).start();
    }
}
