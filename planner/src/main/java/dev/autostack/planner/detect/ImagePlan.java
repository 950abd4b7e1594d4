package dev.autostack.planner.detect;

import org.jspecify.annotations.Nullable;

/**
 * What the image builder is given.
 *
 * @param dockerfile the whole text; for a Dockerfile of the user the text as it stands in the tree
 * @param dockerfilePath path of the user's Dockerfile below the context, null for a generated one:
 *     then the builder writes {@code dockerfile} outside of the tree
 * @param target stage to build, null = the last
 * @param context folder of the repository that is sent to the builder, "" for the top
 * @param dockerignore text for {@code <Dockerfile>.dockerignore}; null = the one of the tree, if
 *     any
 */
public record ImagePlan(
        String dockerfile,
        @Nullable String dockerfilePath,
        @Nullable String target,
        String context,
        @Nullable String dockerignore) {}
