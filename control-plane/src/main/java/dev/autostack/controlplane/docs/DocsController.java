package dev.autostack.controlplane.docs;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Refusal;
import dev.autostack.controlplane.http.SecurityHeaders;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;

/**
 * The description of the API and a page to read it and try it. Open to anybody: it says what the
 * source says. Everything comes from here, so that it works without the internet.
 */
@Controller
@Hidden
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.ANYONE)
final class DocsController {
    /** Swagger UI sets styles by script only, so nothing inline needs to be allowed. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

    /** Name in the address -> where it lies on the class path. */
    private final Map<String, String> assets;

    DocsController() throws IOException {
        String swagger = "META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
        assets =
                Map.of(
                        "page.js", "docs/page.js",
                        "page.css", "docs/page.css",
                        "swagger-ui.css", swagger + "swagger-ui.css",
                        "swagger-ui-bundle.js", swagger + "swagger-ui-bundle.js",
                        "favicon-32x32.png", swagger + "favicon-32x32.png");
    }

    @Get("/docs")
    HttpResponse<byte[]> page() throws IOException {
        return answer("docs/index.html", MediaType.TEXT_HTML_TYPE);
    }

    @Get("/docs/{file}")
    HttpResponse<byte[]> asset(String file) throws IOException {
        String path = assets.get(file);
        if (path == null) {
            throw Refusal.notFound("file");
        }
        return answer(path, MediaType.forFilename(file));
    }

    @Get("/openapi.yaml")
    HttpResponse<byte[]> openApi() throws IOException {
        return answer("docs/openapi.yaml", new MediaType("application/yaml"));
    }

    private static HttpResponse<byte[]> answer(String path, MediaType type) throws IOException {
        try (InputStream in = open(path)) {
            return HttpResponse.ok(in.readAllBytes())
                    .contentType(type)
                    .header(SecurityHeaders.POLICY, POLICY)
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache");
        }
    }

    private static String swaggerVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(WEBJAR)) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    private static InputStream open(String path) {
        InputStream in = DocsController.class.getClassLoader().getResourceAsStream(path);
        if (in == null) {
            throw new IllegalStateException("not on the class path: " + path);
        }
        return in;
    }
}
