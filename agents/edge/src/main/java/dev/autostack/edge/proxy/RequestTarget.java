package dev.autostack.edge.proxy;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request asks for, once its parts agree with each other (RFC 9112, 3.2). */
sealed interface RequestTarget {
    /**
     * @param host for routing: lower case, no port, no trailing dot
     * @param authority the Host field for the app, as the client wrote it
     * @param path origin form, beginning with a slash, or {@code *}
     */
    record Valid(String host, String authority, String path, Body body) implements RequestTarget {}

    record Refused(int status, String code, String message) implements RequestTarget {}

    /** How the end of the request's body is known. */
    enum Body {
        NONE,
        LENGTH,
        CHUNKED,
        /** HTTP/2 without a length: the first frames tell. */
        UNKNOWN
    }

    static RequestTarget of(HttpServerRequest request) {
        HttpVersion version = request.version();
        if (version == null) {
            return new Refused(505, "edge_bad_request", "This HTTP version is not spoken here.");
        }
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT)) {
            return new Refused(405, "edge_bad_request", "CONNECT is not served here.");
        }
        boolean http2 = version == HttpVersion.HTTP_2;
        String uri = request.uri();
        String authority = http2 ? authorityOf(request) : null;
        if (!http2) {
            List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
            if (hosts.size() > 1) {
                return bad("There is more than one Host field.");
            }
            authority = hosts.isEmpty() ? null : hosts.getFirst();
        }
        if (!uri.isEmpty() && uri.charAt(0) != '/' && !uri.equals("*")) {
            int start = uri.indexOf("://");
            if (start <= 0 || http2) {
                return bad("The request target is not a path.");
            }
            int slash = uri.indexOf('/', start + 3);
            int query = uri.indexOf('?', start + 3);
            int end = slash < 0 ? uri.length() : slash;
            end = query >= 0 && query < end ? query : end;
            String given = uri.substring(start + 3, end);
            if (authority != null && !given.equalsIgnoreCase(authority)) {
                return bad("The request target names another host than the Host field.");
            }
            authority = given;
            uri =
                    end == uri.length()
                            ? "/"
                            : uri.charAt(end) == '?'
                                    ? "/" + uri.substring(end)
                                    : uri.substring(end);
        }
        if (uri.isEmpty()
                || (uri.equals("*") && !method.equals(HttpMethod.OPTIONS))
                || !isClean(uri)) {
            return bad("The request target is not a path.");
        }
        if (http2 && !isToken(method.name())) {
            return bad("The method is no token.");
        }
        if (authority == null) {
            return bad("There is no Host field.");
        }
        String host = host(authority);
        if (host == null) {
            return bad("The Host field is not a host name.");
        }
        Body body = body(request.headers(), http2);
        if (body == null) {
            return new Refused(
                    501, "edge_bad_request", "Only the transfer coding \"chunked\" is taken.");
        }
        return new Valid(host, authority, uri, body);
    }

    private static Refused bad(String message) {
        return new Refused(400, "edge_bad_request", message);
    }

    private static @Nullable String authorityOf(HttpServerRequest request) {
        var authority = request.authority();
        if (authority == null) {
            return null;
        }
        return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
    }

    private static @Nullable Body body(MultiMap headers, boolean http2) {
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
            return codings.size() == 1
                            && AsciiString.contentEqualsIgnoreCase(codings.getFirst(), "chunked")
                            && !http2
                    ? Body.CHUNKED
                    : null;
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return http2 ? Body.UNKNOWN : Body.NONE;
        }
        return length.equals("0") ? Body.NONE : Body.LENGTH;
    }

    /** Lower case, port and trailing dot removed; null when it cannot be a host. */
    static @Nullable String host(String authority) {
        int end = authority.length();
        int port = authority.lastIndexOf(':');
        if (port >= 0 && authority.indexOf(']', port) < 0) {
            for (int i = port + 1; i < end; i++) {
                char c = authority.charAt(i);
                if (c < '0' || c > '9') {
                    return null;
                }
            }
            end = port;
        }
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        if (end == 0 || end > 253) {
            return null;
        }
        boolean lower = true;
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            boolean upper = c >= 'A' && c <= 'Z';
            lower &= !upper;
            if (!upper
                    && !(c >= 'a' && c <= 'z')
                    && !(c >= '0' && c <= '9')
                    && "-._:[]".indexOf(c) < 0) {
                return null;
            }
        }
        String host = end == authority.length() ? authority : authority.substring(0, end);
        return lower ? host : host.toLowerCase(Locale.ROOT);
    }

    /** No control character and no blank, which would end the request line. */
    private static boolean isClean(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !method.isEmpty();
    }
}
