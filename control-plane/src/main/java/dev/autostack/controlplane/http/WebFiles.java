package dev.autostack.controlplane.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.RouteAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Serves the built web UI from {@code autostack.web-directory} where no route answers: its files by
 * name, and its one page for every other address that a person may open, so that links into the UI
 * survive a reload. Addresses of the API stay 404.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(WebFiles.AFTER_THE_GATE)
final class WebFiles {
    static final int AFTER_THE_GATE = 500;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String PAGE = "index.html";
    private static final String HASHED = "/assets/";

    private final @Nullable Path directory;

    WebFiles(@Property(name = "autostack.web-directory") @Nullable String directory) {
        this.directory =
                directory == null || directory.isBlank()
                        ? null
                        : Path.of(directory).toAbsolutePath().normalize();
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable HttpResponse<?> serve(HttpRequest<?> request) throws IOException {
        Path root = directory;
        boolean reading =
                request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        if (root == null
                || !reading
                || RouteAttributes.getRouteInfo(request).isPresent()
                || isMachineAddress(request.getPath())) {
            return null;
        }
        Path file = inside(root, request.getPath());
        if (file != null && Files.isRegularFile(file)) {
            return answer(file, request.getPath().startsWith(HASHED));
        }
        boolean asksForAFile = request.getPath().startsWith(HASHED);
        Path page = root.resolve(PAGE);
        return asksForAFile || !Files.isRegularFile(page) ? null : answer(page, false);
    }

    private static boolean isMachineAddress(String path) {
        return path.startsWith("/api/")
                || path.equals("/api")
                || path.startsWith("/docs")
                || path.startsWith("/openapi");
    }

    private static @Nullable Path inside(Path root, String path) {
        try {
            Path file = root.resolve(path.substring(1)).normalize();
            return file.startsWith(root) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static HttpResponse<?> answer(Path file, boolean forEver) throws IOException {
        return HttpResponse.ok(Files.readAllBytes(file))
                .contentType(MediaType.forFilename(file.getFileName().toString()))
                .header(SecurityHeaders.POLICY, POLICY)
                .header(
                        HttpHeaders.CACHE_CONTROL,
                        forEver ? "public, max-age=31536000, immutable" : "no-cache");
    }
}
