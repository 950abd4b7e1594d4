package dev.autostack.planner.container;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises AWS Lambda base images by name
 * (docs.aws.amazon.com/lambda/latest/dg/images-create.html and the repositories of
 * gallery.ecr.aws/lambda). Such an image runs the Lambda runtime API: it answers no HTTP on a port
 * of its own.
 */
public final class LambdaImages {
    private static final String RUNTIMES = "python|nodejs|java|dotnet|ruby|provided|go";
    private static final Pattern PUBLIC =
            Pattern.compile("public\\.ecr\\.aws/lambda/(" + RUNTIMES + ")");
    private static final Pattern HUB =
            Pattern.compile(
                    "(?:(?:docker\\.io|index\\.docker\\.io|registry-1\\.docker\\.io)/)?amazon/aws-lambda-("
                            + RUNTIMES
                            + ")");
    private static final Pattern PRIVATE_COPY =
            Pattern.compile(
                    "[0-9]{12}\\.dkr\\.ecr(?:-fips)?\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?/(?:[a-z0-9._/-]+/)?lambda/("
                            + RUNTIMES
                            + ")");

    /** What an image name says. */
    public enum Kind {
        /** A Lambda base image. */
        BASE,
        /** The path of one on another registry: likely, to be confirmed by the user. */
        COPY,
        /** Something else. */
        NO
    }

    private LambdaImages() {}

    /** Judges an image reference: tag and digest do not matter. */
    public static Kind kind(@Nullable String reference) {
        if (reference == null) {
            return Kind.NO;
        }
        String name = repository(reference);
        if (PUBLIC.matcher(name).matches() || HUB.matcher(name).matches()) {
            return Kind.BASE;
        }
        return PRIVATE_COPY.matcher(name).matches() ? Kind.COPY : Kind.NO;
    }

    /** The runtime in the name, such as python; null when it is no Lambda image. */
    public static @Nullable String runtime(@Nullable String reference) {
        if (reference == null) {
            return null;
        }
        for (Pattern pattern : new Pattern[] {PUBLIC, HUB, PRIVATE_COPY}) {
            Matcher matcher = pattern.matcher(repository(reference));
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    /** The image that a stage stands on, or what of its name is certain when arguments are open. */
    public static Kind of(Dockerfile file, Dockerfile.Stage stage) {
        String image = file.externalImage(stage, Map.of());
        if (image != null) {
            return kind(image);
        }
        String raw = file.chain(stage, Map.of()).getLast().base();
        // An open tag does not matter; an open repository does.
        int open = raw.indexOf('$');
        int colon = raw.lastIndexOf(':');
        return open > 0
                        && colon > 0
                        && colon < open
                        && !raw.substring(0, colon).contains("$")
                        && !raw.contains("{{")
                ? kind(raw.substring(0, colon))
                : Kind.NO;
    }

    private static String repository(String reference) {
        String name = reference.strip().toLowerCase(Locale.ROOT);
        int digest = name.indexOf('@');
        if (digest >= 0) {
            name = name.substring(0, digest);
        }
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }
}
