package dev.autostack.protocol;

/** Headers that only an edge sets on answers; values of the same name from an app are removed. */
public final class EdgeHeaders {
    /** The id of the release that answered. */
    public static final String RELEASE = "AutoStack-Release";

    /** The digest of the image that answered, {@code sha256:...}. */
    public static final String DIGEST = "AutoStack-Digest";

    private EdgeHeaders() {}
}
