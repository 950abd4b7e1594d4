package dev.autostack.controlplane.project;

/** PRODUCTION comes with its project; BRANCH is made by a person; PREVIEW by a pull request. */
public enum EnvironmentKind {
    PRODUCTION,
    BRANCH,
    PREVIEW
}
