package dev.autostack.edge.proxy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The value of X-Request-Id: the client's when it is harmless, else a new one of 32 hex digits. */
final class RequestIds {
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int MOST = 128;

    /** Not a secret: it has to be unlikely to repeat, not hard to guess. */
    private final SplittableRandom random = new SplittableRandom();

    String of(@Nullable String given) {
        return given != null && isHarmless(given) ? given : next();
    }

    private String next() {
        byte[] hex = new byte[32];
        fill(hex, 0, random.nextLong());
        fill(hex, 16, random.nextLong());
        return new String(hex, StandardCharsets.ISO_8859_1);
    }

    private static void fill(byte[] hex, int from, long bits) {
        for (int i = 0; i < 16; i++) {
            hex[from + i] = DIGITS[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }

    private static boolean isHarmless(String id) {
        if (id.isEmpty() || id.length() > MOST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z')
                    && !(c >= 'A' && c <= 'Z')
                    && !(c >= '0' && c <= '9')
                    && "-_.:=+/".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
