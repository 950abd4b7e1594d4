package dev.autostack.worker.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image to build.
 *
 * @param context folder that is sent to the builder
 * @param dockerfile outside of the context
 * @param target stage, null for the last
 * @param tag name that the image gets, with the registry it is for
 * @param variables build arguments
 * @param secrets name to file; each is a mount, never a layer
 * @param withoutCache no layer of an earlier build is used
 * @param scratch folder for files of this build
 */
public record ImageRequest(
        Path context,
        Path dockerfile,
        @Nullable String target,
        String tag,
        Map<String, String> variables,
        Map<String, Path> secrets,
        Map<String, String> labels,
        boolean withoutCache,
        Path scratch,
        Duration limit) {
    public ImageRequest {
        variables = Map.copyOf(variables);
        secrets = Map.copyOf(secrets);
        labels = Map.copyOf(labels);
    }
}
