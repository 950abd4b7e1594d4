package dev.autostack.edge.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the edge makes up itself, as a page for people or as the project's error body for
 * programs. Codes stand in docs/errors.md.
 *
 * @param retryAfterSeconds 0 for none
 */
record EdgePage(
        int status, String code, String title, String text, String hint, int retryAfterSeconds) {
    static EdgePage badRequest(int status, String code, String message) {
        return new EdgePage(
                status,
                code,
                "Bad request",
                message,
                "The program that sent this request is at fault.",
                0);
    }

    static EdgePage unknownHost(String host) {
        return new EdgePage(
                404,
                "edge_unknown_host",
                "Nothing is served here",
                "No app is deployed under " + host + ".",
                "Check the address. If it is yours, add the domain to a project and deploy it.",
                0);
    }

    static EdgePage noTable() {
        return new EdgePage(
                503,
                "edge_no_routes",
                "Not ready yet",
                "This edge has not received its routes yet.",
                "Try again in a few seconds. If it stays, check that the edge reaches the control plane.",
                5);
    }

    static EdgePage maintenance(String text) {
        return new EdgePage(
                503,
                "edge_maintenance",
                "Under maintenance",
                text.isBlank() ? "This app is under maintenance." : text,
                "Please try again later.",
                60);
    }

    static EdgePage noUpstream() {
        return new EdgePage(
                503,
                "edge_no_upstream",
                "Not running",
                "No instance of this app is running at the moment.",
                "If it is your app, deploy or start it.",
                5);
    }

    static EdgePage unreachable() {
        return new EdgePage(
                502,
                "edge_upstream_unreachable",
                "The app does not answer",
                "The app did not accept the connection.",
                "If it is your app, look at its instances and its log.",
                0);
    }

    static EdgePage broken() {
        return new EdgePage(
                502,
                "edge_upstream_broke",
                "The app broke off",
                "The app closed the connection before it had answered.",
                "If it is your app, look at its log around this time.",
                0);
    }

    static EdgePage invalidAnswer() {
        return new EdgePage(
                502,
                "edge_upstream_invalid",
                "The app's answer is not HTTP",
                "The app sent an answer that breaks the rules of HTTP.",
                "If it is your app, look at the header fields it sets.",
                0);
    }

    static EdgePage tooSlow() {
        return new EdgePage(
                504,
                "edge_upstream_timeout",
                "The app takes too long",
                "The app did not answer in time.",
                "If it is your app, look at its log around this time.",
                0);
    }

    static EdgePage clientTooSlow() {
        return new EdgePage(
                408,
                "edge_request_timeout",
                "The request stopped",
                "The rest of the request did not arrive in time.",
                "Send it again.",
                0);
    }

    /** Sends it as the whole answer; {@code requestId} lets people find it in the log. */
    void send(HttpServerRequest request, @Nullable String requestId, boolean close) {
        HttpServerResponse response = request.response();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        boolean page = accept != null && accept.contains("text/html");
        Buffer body =
                Buffer.buffer(
                        (page ? html(requestId) : json(requestId))
                                .getBytes(StandardCharsets.UTF_8));
        response.headers().clear();
        response.setStatusCode(status)
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        page ? "text/html; charset=utf-8" : "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (page) {
            response.putHeader(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        }
        if (retryAfterSeconds > 0) {
            response.putHeader("Retry-After", Integer.toString(retryAfterSeconds));
        }
        if (close && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private String json(@Nullable String requestId) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"error\":{\"code\":\"").append(code).append("\",\"message\":\"");
        escapeJson(out, text);
        out.append("\",\"hint\":\"");
        escapeJson(out, hint);
        out.append("\",\"details\":{}");
        if (requestId != null) {
            out.append(",\"requestId\":\"").append(requestId).append('"');
        }
        return out.append("}}\n").toString();
    }

    private String html(@Nullable String requestId) {
        StringBuilder out = new StringBuilder(1_024);
        out.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(title)
                .append(
                        "</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto 0;")
                .append("max-width:34rem;padding:0 1.5rem;color:#1c2024;background:#fff}")
                .append("small{color:#60646c}@media(prefers-color-scheme:dark){body{color:#edeef0;")
                .append("background:#111113}small{color:#b0b4ba}}</style><h1>")
                .append(title)
                .append("</h1><p>");
        escapeHtml(out, text);
        out.append("</p><p>").append(hint).append("</p><p><small>").append(status).append(' ');
        out.append(code);
        if (requestId != null) {
            out.append(" &middot; ").append(requestId);
        }
        return out.append("</small></p></html>\n").toString();
    }

    private static void escapeHtml(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    private static void escapeJson(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }
}
