package dev.autostack.controlplane.secret;

/** A variable with its value in the clear; on its way into a build or a release only. */
public record OpenVariable(String name, String value, boolean secret, boolean buildTime) {
    @Override
    public String toString() {
        return "OpenVariable[" + name + "]";
    }
}
