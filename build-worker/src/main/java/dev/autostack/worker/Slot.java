package dev.autostack.worker;

import dev.autostack.worker.engine.BuildEngine;
import dev.autostack.worker.image.ImageBuilder;
import org.jspecify.annotations.Nullable;

/** A place for one build at a time. {@code lastScope} says whose cache is warm in its engine. */
final class Slot {
    private final int number;
    private final BuildEngine engine;
    private final ImageBuilder builder;
    private volatile @Nullable String lastScope;

    Slot(int number, BuildEngine engine, ImageBuilder builder) {
        this.number = number;
        this.engine = engine;
        this.builder = builder;
    }

    int number() {
        return number;
    }

    BuildEngine engine() {
        return engine;
    }

    ImageBuilder builder() {
        return builder;
    }

    @Nullable String lastScope() {
        return lastScope;
    }

    void usedBy(String scope) {
        lastScope = scope;
    }
}
