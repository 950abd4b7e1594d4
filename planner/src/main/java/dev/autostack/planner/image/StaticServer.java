package dev.autostack.planner.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The last stage of an image that only serves files: nginx as an unprivileged user with its own
 * whole configuration, so that it does not depend on the defaults of the base image and runs on a
 * read-only root (all it writes is below /tmp).
 */
public final class StaticServer {
    public static final String IMAGE = "nginxinc/nginx-unprivileged:stable";
    public static final int PORT = 8080;

    /** What a path that is no file gets. */
    public enum Fallback {
        /** /index.html, for applications that route in the browser. */
        INDEX,
        /** /404.html with status 404. */
        NOT_FOUND_PAGE,
        /** Plain 404. */
        NOTHING
    }

    private StaticServer() {}

    /** Begins the stage; the caller copies the site to {@code /srv/site} next, then ends it. */
    public static void begin(
            DockerfileText file, int port, Fallback fallback, List<String> immutableFolders) {
        file.from(IMAGE, "site");
        file.user("0:0");
        List<String> quoted = new ArrayList<>();
        configuration(port, fallback, immutableFolders)
                .forEach(line -> quoted.add(DockerfileText.quoted(line)));
        file.line(
                "RUN printf '%s\\n' \\\n      "
                        + String.join(" \\\n      ", quoted)
                        + " \\\n    > /etc/nginx/autostack.conf");
    }

    public static void end(DockerfileText file, int port) {
        file.user("101:101");
        file.expose(port);
        file.entrypoint(List.of("nginx", "-c", "/etc/nginx/autostack.conf"));
        file.command(List.of("-g", "daemon off;"));
    }

    private static List<String> configuration(
            int port, Fallback fallback, List<String> immutableFolders) {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "worker_processes 2;",
                                "error_log /dev/stderr warn;",
                                "pid /tmp/nginx.pid;",
                                "events { worker_connections 4096; }",
                                "http {",
                                "  include /etc/nginx/mime.types;",
                                "  default_type application/octet-stream;",
                                "  access_log off;",
                                "  sendfile on;",
                                "  tcp_nopush on;",
                                "  server_tokens off;",
                                "  absolute_redirect off;",
                                "  client_body_temp_path /tmp/body;",
                                "  proxy_temp_path /tmp/proxy;",
                                "  fastcgi_temp_path /tmp/fastcgi;",
                                "  uwsgi_temp_path /tmp/uwsgi;",
                                "  scgi_temp_path /tmp/scgi;",
                                "  gzip on;",
                                "  gzip_vary on;",
                                "  gzip_min_length 1024;",
                                "  gzip_types text/css text/plain text/xml application/javascript"
                                        + " application/json application/manifest+json"
                                        + " application/wasm application/xml image/svg+xml;",
                                "  server {",
                                "    listen " + port + ";",
                                "    root /srv/site;",
                                "    charset utf-8;",
                                "    location ~ /\\.(?!well-known/) { return 404; }"));
        for (String folder : immutableFolders) {
            lines.add(
                    "    location ^~ /"
                            + folder
                            + "/ { try_files $uri =404;"
                            + " add_header Cache-Control \"public, max-age=31536000, immutable\"; }");
        }
        // no-cache still lets the browser keep a file; it asks by ETag whether it is current.
        lines.add("    add_header Cache-Control no-cache;");
        switch (fallback) {
            case INDEX -> {
                lines.add(
                        "    location ~"
                                + " \\.(?:js|mjs|css|map|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|wasm|json|txt|xml)$"
                                + " { try_files $uri =404; }");
                lines.add(
                        "    location / { try_files $uri $uri.html $uri/index.html /index.html; }");
            }
            case NOT_FOUND_PAGE -> {
                lines.add("    error_page 404 /404.html;");
                lines.add(
                        "    location / { try_files $uri $uri.html $uri/index.html $uri/ =404; }");
            }
            case NOTHING ->
                    lines.add(
                            "    location / { try_files $uri $uri.html $uri/index.html $uri/ =404;"
                                    + " }");
        }
        lines.add("  }");
        lines.add("}");
        return lines;
    }
}
