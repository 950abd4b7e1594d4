package dev.autostack.worker.log;

/** A line as it was kept: redacted, and its number among those of this attempt, from 1. */
public record TailLine(long number, String text) {}
