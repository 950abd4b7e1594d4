package dev.autostack.controlplane.http;

/** Where the identity of a sender stands in a request for packages that do not know identities. */
public final class Sender {
    /** Request attribute: kind and id as text, for example {@code person:<uuid>}. */
    public static final String ATTRIBUTE = "autostack.sender";

    private Sender() {}
}
