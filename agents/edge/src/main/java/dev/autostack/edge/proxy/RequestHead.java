package dev.autostack.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a request as the app gets it, straight into bytes: fields of the hop removed,
 * the true client written in, nothing a client wrote about itself left unless it is a trusted
 * proxy.
 */
final class RequestHead {
    private static final AsciiString VERSION = AsciiString.cached(" HTTP/1.1\r\nhost: ");
    private static final AsciiString CRLF = AsciiString.cached("\r\n");
    private static final AsciiString COLON = AsciiString.cached(": ");
    private static final AsciiString CHUNKED = AsciiString.cached("transfer-encoding: chunked\r\n");
    private static final AsciiString EXPECT = AsciiString.cached("expect: 100-continue\r\n");
    private static final AsciiString WEBSOCKET =
            AsciiString.cached("connection: Upgrade\r\nupgrade: websocket\r\n");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for: ");
    private static final AsciiString PROTO = AsciiString.cached("\r\nx-forwarded-proto: ");
    private static final AsciiString HOST = AsciiString.cached("\r\nx-forwarded-host: ");
    private static final AsciiString FORWARDED = AsciiString.cached("\r\nforwarded: ");
    private static final AsciiString REQUEST_ID = AsciiString.cached("\r\nx-request-id: ");
    private static final int MOST_PROXY_VALUE = 2_048;

    private RequestHead() {}

    /** The parts that are not in the client's request as it stands. */
    record Facts(
            RequestTarget.Valid target,
            boolean chunked,
            boolean expectContinue,
            boolean webSocket,
            String requestId) {}

    /**
     * @throws IllegalArgumentException when a field cannot be written as HTTP/1.1 without changing
     *     its meaning
     */
    static void write(
            ByteBuf out, HttpServerRequest request, ClientConnection client, Facts facts) {
        text(out, request.method().name());
        out.writeByte(' ');
        text(out, facts.target().path());
        text(out, VERSION);
        text(out, facts.target().authority());
        text(out, CRLF);
        MultiMap headers = request.headers();
        fields(out, request, headers);
        if (facts.chunked()) {
            text(out, CHUNKED);
        }
        if (facts.expectContinue()) {
            text(out, EXPECT);
        }
        if (facts.webSocket()) {
            text(out, WEBSOCKET);
        }
        forwarded(out, headers, client, facts.target().authority());
        text(out, REQUEST_ID);
        text(out, facts.requestId());
        text(out, CRLF);
        text(out, CRLF);
    }

    private static void fields(ByteBuf out, HttpServerRequest request, MultiMap headers) {
        if (headers instanceof HttpHeaders fast) {
            List<String> nominated = HeaderRules.nominated(connection(headers));
            Iterator<Map.Entry<CharSequence, CharSequence>> all = fast.iteratorCharSequence();
            while (all.hasNext()) {
                Map.Entry<CharSequence, CharSequence> field = all.next();
                CharSequence name = field.getKey();
                if (!HeaderRules.isKeptFromApp(name) && !HeaderRules.isIn(nominated, name)) {
                    field(out, name, field.getValue());
                }
            }
            return;
        }
        boolean http2 = request.version() == HttpVersion.HTTP_2;
        StringBuilder cookie = null;
        for (Map.Entry<String, String> field : headers) {
            String name = field.getKey();
            if (name.startsWith(":") || HeaderRules.isKeptFromApp(name)) {
                continue;
            }
            checked(name, field.getValue());
            if (http2 && name.equals("cookie")) {
                // HTTP/2 may split cookies into several fields; HTTP/1.1 knows one.
                cookie = cookie == null ? new StringBuilder() : cookie.append("; ");
                cookie.append(field.getValue());
            } else {
                field(out, name, field.getValue());
            }
        }
        if (cookie != null) {
            field(out, "cookie", cookie);
        }
    }

    private static @Nullable CharSequence connection(MultiMap headers) {
        List<String> all = headers.getAll(io.vertx.core.http.HttpHeaders.CONNECTION);
        return switch (all.size()) {
            case 0 -> null;
            case 1 -> all.getFirst();
            default -> String.join(",", all);
        };
    }

    private static void forwarded(
            ByteBuf out, MultiMap headers, ClientConnection client, String authority) {
        String proto = client.isSecure() ? "https" : "http";
        String host = authority;
        text(out, FOR);
        if (client.isTrusted()) {
            String earlier = trusted(headers, "x-forwarded-for");
            if (earlier != null) {
                text(out, earlier);
                out.writeByte(',');
                out.writeByte(' ');
            }
            String first = trusted(headers, "x-forwarded-proto");
            proto = first == null ? proto : first;
            first = trusted(headers, "x-forwarded-host");
            host = first == null ? host : first;
        }
        text(out, client.address());
        text(out, PROTO);
        text(out, proto);
        text(out, HOST);
        text(out, host);
        text(out, FORWARDED);
        if (client.isTrusted()) {
            String earlier = trusted(headers, "forwarded");
            if (earlier != null) {
                text(out, earlier);
                out.writeByte(',');
                out.writeByte(' ');
            }
        }
        text(out, "for=");
        text(out, client.forwardedFor());
        text(out, ";proto=");
        text(out, client.isSecure() ? "https" : "http");
        text(out, ";host=\"");
        text(out, authority);
        out.writeByte('"');
    }

    /** What a trusted proxy wrote, all fields of the name joined; null when nothing useful. */
    private static @Nullable String trusted(MultiMap headers, String name) {
        List<String> all = headers.getAll(name);
        if (all.isEmpty()) {
            return null;
        }
        String value = all.size() == 1 ? all.getFirst() : String.join(", ", all);
        return value.isBlank() || value.length() > MOST_PROXY_VALUE || !isClean(value)
                ? null
                : value;
    }

    private static void checked(String name, String value) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                throw new IllegalArgumentException("A field name has a character it cannot have.");
            }
        }
        if (!isClean(value)) {
            throw new IllegalArgumentException("A field value has a character it cannot have.");
        }
    }

    private static boolean isClean(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    private static void field(ByteBuf out, CharSequence name, CharSequence value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A field has no name.");
        }
        text(out, name);
        text(out, COLON);
        text(out, value);
        text(out, CRLF);
    }

    /** Latin-1, as it came in. */
    private static void text(ByteBuf out, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            int length = ascii.length();
            out.ensureWritable(length);
            ByteBufUtil.copy(ascii, 0, out, length);
        } else {
            int length = text.length();
            out.ensureWritable(length);
            int at = out.writerIndex();
            for (int i = 0; i < length; i++) {
                out.setByte(at + i, text.charAt(i));
            }
            out.writerIndex(at + length);
        }
    }
}
