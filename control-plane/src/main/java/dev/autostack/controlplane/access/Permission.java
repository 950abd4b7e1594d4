package dev.autostack.controlplane.access;

/** What a route demands. People have it by their role; machines by their kind. */
public enum Permission {
    /** No identity needed: set-up, sign-in, health, the built web UI. Each use is a decision. */
    ANYONE,
    /** Any signed-in person, for what is about themselves. */
    SELF,
    PROJECT_READ,
    PROJECT_CREATE,
    PROJECT_CHANGE,
    PROJECT_DELETE,
    VARIABLE_READ,
    VARIABLE_CHANGE,
    DEPLOYMENT_READ,
    DEPLOYMENT_CREATE,
    DEPLOYMENT_CHANGE,
    LOG_READ,
    METRIC_READ,
    MACHINE_READ,
    MACHINE_CHANGE,
    AUDIT_READ,
    /** Usage and name of the own team. */
    TEAM_READ,
    /** A single-use ticket in the query instead of a credential, for WebSockets. */
    TICKET,
    /** A sender proven by its signature, not by an identity. */
    WEBHOOK,
    WORKER,
    AGENT,
    EDGE
}
