package dev.autostack.edge.proxy;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields go through. Fields of one hop stay on it (RFC 9110, 7.6.1); fields that say
 * who the client is or which release answered are the edge's to write.
 */
final class HeaderRules {
    private HeaderRules() {}

    /**
     * Whether a client's field is kept from the app: of this hop, or written by the edge itself.
     */
    static boolean isKeptFromApp(CharSequence name) {
        return switch (name.length()) {
            case 2 -> is(name, "te");
            case 4 -> is(name, "host");
            case 6 -> is(name, "expect");
            case 7 -> is(name, "trailer") || is(name, "upgrade");
            case 9 -> is(name, "forwarded") || normalised(name, "x-real-ip");
            case 10 -> is(name, "connection") || is(name, "keep-alive") || isEdgeWritten(name);
            case 12 -> normalised(name, "x-request-id") || isEdgeWritten(name);
            case 14 -> is(name, "http2-settings") || isEdgeWritten(name);
            case 16 -> is(name, "proxy-connection") || isEdgeWritten(name);
            case 17 -> is(name, "transfer-encoding") || isEdgeWritten(name);
            case 19 -> is(name, "proxy-authorization") || isEdgeWritten(name);
            default -> isEdgeWritten(name);
        };
    }

    /** Whether an app's field is kept from the client. */
    static boolean isKeptFromClient(CharSequence name) {
        return switch (name.length()) {
            case 7 -> is(name, "trailer") || is(name, "upgrade");
            case 10 -> is(name, "connection") || is(name, "keep-alive") || isRelease(name);
            case 16 -> is(name, "proxy-connection") || isRelease(name);
            case 17 -> is(name, "transfer-encoding") || isRelease(name);
            case 18 -> is(name, "proxy-authenticate") || isRelease(name);
            default -> isRelease(name);
        };
    }

    /** Whether a trailer field may go to the client: nothing that frames, routes or proves. */
    static boolean isTrailer(CharSequence name) {
        return !isKeptFromClient(name)
                && !is(name, "content-length")
                && !is(name, "content-encoding")
                && !is(name, "content-type")
                && !is(name, "host")
                && !is(name, "set-cookie")
                && !is(name, "authorization");
    }

    /**
     * The field names that a Connection field lists beside its usual values, or none. Names that
     * frame the message are never taken from it.
     */
    static List<String> nominated(@Nullable CharSequence connection) {
        if (connection == null
                || is(connection, "keep-alive")
                || is(connection, "close")
                || is(connection, "upgrade")) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String part : connection.toString().split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty() && !is(name, "content-length") && !is(name, "content-type")) {
                names.add(name);
            }
        }
        return names;
    }

    static boolean isIn(List<String> names, CharSequence name) {
        for (String one : names) {
            if (is(name, one)) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@code X-Forwarded-*} and {@code AutoStack-*}. Many apps see {@code X_Forwarded_For} as the
     * same variable (CGI, WSGI), so an underscore counts as a hyphen.
     */
    private static boolean isEdgeWritten(CharSequence name) {
        return startsNormalised(name, "x-forwarded-") || isRelease(name);
    }

    private static boolean isRelease(CharSequence name) {
        return startsNormalised(name, "autostack-");
    }

    private static boolean normalised(CharSequence name, String other) {
        return name.length() == other.length() && startsNormalised(name, other);
    }

    private static boolean startsNormalised(CharSequence name, String prefix) {
        if (name.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                c = (char) (c + ('a' - 'A'));
            } else if (c == '_') {
                c = '-';
            }
            if (c != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(CharSequence name, CharSequence other) {
        return AsciiString.contentEqualsIgnoreCase(name, other);
    }
}
