package dev.autostack.controlplane.db;

/** JSON text on its way into a jsonb column. */
public record Jsonb(String text) {}
