package dev.autostack.controlplane.access;

/** The role of a person in a team, strongest first. */
public enum Role {
    OWNER,
    ADMIN,
    DEVELOPER,
    VIEWER
}
