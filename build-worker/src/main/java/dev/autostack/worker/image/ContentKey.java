package dev.autostack.worker.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what an image becomes. Equal content under an equal salt has an equal digest;
 * what a build fetches from the network by itself is not in it.
 *
 * @param tree id of Git's tree of the folder that is sent to the builder
 * @param submodules whether the files of submodules are among them
 * @param dockerignore the text that stands beside the Dockerfile
 * @param target stage, null for the last
 * @param platform like {@code linux/amd64}
 * @param bases image names of the Dockerfile and what they stand for now
 * @param variables build arguments
 * @param secrets name to value of what is mounted
 */
public record ContentKey(
        String tree,
        boolean submodules,
        String dockerfile,
        @Nullable String dockerignore,
        @Nullable String target,
        String platform,
        Map<String, String> bases,
        Map<String, String> variables,
        Map<String, String> secrets) {
    /** Changes when the way of building does, so that older images no longer fit. */
    private static final String GENERATION = "1";

    private static final String ALGORITHM = "HmacSHA256";

    public ContentKey {
        bases = Map.copyOf(bases);
        variables = Map.copyOf(variables);
        secrets = Map.copyOf(secrets);
    }

    /** 64 hexadecimal digits; without the salt nobody can try values against them. */
    public String digest(String salt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            add(mac, GENERATION);
            add(mac, tree);
            add(mac, Boolean.toString(submodules));
            add(mac, dockerfile);
            add(mac, dockerignore);
            add(mac, target);
            add(mac, platform);
            add(mac, bases);
            add(mac, variables);
            add(mac, secrets);
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Mac mac, Map<String, String> pairs) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(pairs.size()).array());
        new TreeMap<>(pairs)
                .forEach((name, value) -> {
                    add(mac, name);
                    add(mac, value);
                });
    }

    /** With its length before it, so that no two lists of texts read the same. */
    private static void add(Mac mac, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        int length = text == null ? -1 : bytes.length;
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        mac.update(bytes);
    }

    @Override
    public String toString() {
        return "ContentKey[" + tree + "]";
    }
}
