package dev.autostack.planner.diagnosis;

/** What failed: the image's build, or the start of an instance of it. */
public enum FailedPhase {
    BUILD,
    START
}
