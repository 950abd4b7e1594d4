package dev.autostack.controlplane.seal;

/**
 * A sealed value that was changed, stands in another place than it was sealed for, or has no key.
 */
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String keyId;

    SealBroken(String keyId, String purpose, Throwable cause) {
        super("A value sealed with key " + keyId + " for " + purpose + " cannot be opened", cause);
        this.keyId = keyId;
    }

    public String keyId() {
        return keyId;
    }
}
