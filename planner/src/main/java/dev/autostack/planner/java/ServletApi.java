package dev.autostack.planner.java;

import dev.autostack.planner.detect.SourceTree;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packages that a servlet app is written for. Tomcat 9 is the last to know {@code javax}, later
 * ones know {@code jakarta} only (tomcat.apache.org/whichversion.html).
 */
enum ServletApi {
    JAVAX("tomcat:9", 8),
    JAKARTA("tomcat:10", 11);

    private static final Pattern IMPORT =
            Pattern.compile(
                    "(?m)^\\s{0,20}import\\s+(?:static\\s+)?(javax|jakarta)\\.(?:servlet|ws\\.rs|faces|websocket)\\.");

    private static final List<String> JAVAX_NAMES =
            List.of(
                    "javax.servlet:",
                    "javax.servlet.jsp:",
                    "javax.ws.rs:",
                    "javax:javaee",
                    "javax.faces:",
                    "javax.websocket:",
                    "struts:struts",
                    "com.sun.jersey:");
    private static final List<String> JAKARTA_NAMES =
            List.of(
                    "jakarta.servlet:",
                    "jakarta.platform:",
                    "jakarta.ws.rs:",
                    "jakarta.faces:",
                    "jakarta.websocket:");
    private static final int MAX_SOURCES = 200;

    private final String server;
    private final int oldestJava;

    ServletApi(String server, int oldestJava) {
        this.server = server;
        this.oldestJava = oldestJava;
    }

    /** The image that runs it on that Java. */
    String image(int java) {
        return server + "-jre" + Math.max(java, oldestJava);
    }

    /** By imports of the sources, else the namespace of web.xml, else the dependencies. */
    static ServletApi of(JavaProject project, JavaProject.@Nullable Module module) {
        SourceTree tree = project.tree();
        String folder = module == null || module.folder().isEmpty() ? "" : module.folder() + "/";
        ServletApi imported = imported(tree, folder);
        if (imported != null) {
            return imported;
        }
        String descriptor = folder + "src/main/webapp/WEB-INF/web.xml";
        String text = tree.has(descriptor) ? tree.head(descriptor, 4096) : null;
        if (text != null && text.contains("jakarta.ee/xml/ns")) {
            return JAKARTA;
        }
        if (text != null
                && (text.contains("java.sun.com/") || text.contains("xmlns.jcp.org/xml/ns"))) {
            return JAVAX;
        }
        boolean jakarta = module != null && JAKARTA_NAMES.stream().anyMatch(module::names);
        boolean javax = module != null && JAVAX_NAMES.stream().anyMatch(module::names);
        return javax && !jakarta ? JAVAX : JAKARTA;
    }

    private static @Nullable ServletApi imported(SourceTree tree, String folder) {
        int seen = 0;
        for (String file : tree.files()) {
            if (!file.startsWith(folder + "src/main/") || !file.matches(".*\\.(java|kt|groovy)")) {
                continue;
            }
            String text = tree.head(file, 16_384);
            Matcher found = text == null ? null : IMPORT.matcher(text);
            if (found != null && found.find()) {
                return "javax".equals(found.group(1)) ? JAVAX : JAKARTA;
            }
            if (++seen >= MAX_SOURCES) {
                return null;
            }
        }
        return null;
    }
}
