package dev.autostack.planner.java;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.Tally;
import dev.autostack.planner.files.RelativePath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Projects that no build file describes: by the jars they keep and the files of their servers. */
final class JavaLibraries {
    /** Beginnings of the names of jars, what stands on another first. */
    private static final List<Map.Entry<String, String>> JARS =
            List.of(
                    Map.entry("spring-boot-", "spring-boot"),
                    Map.entry("struts2-core", "struts"),
                    Map.entry("struts-core", "struts"),
                    Map.entry("struts-1", "struts"),
                    Map.entry("vaadin-server", "vaadin"),
                    Map.entry("wicket-core", "wicket"),
                    Map.entry("spring-webmvc", "spring"),
                    Map.entry("spring-web-", "spring"),
                    Map.entry("spring-context", "spring"),
                    Map.entry("jersey-server", "jersey"));

    private JavaLibraries() {}

    static @Nullable JavaFramework framework(SourceTree tree, Tally tally) {
        if (tree.hasDirectory("grails-app/conf")) {
            tally.add("grails-app/conf", "configures Grails", Tally.NAMED);
            return named("grails");
        }
        for (Map.Entry<String, String> known : JARS) {
            for (String file : tree.files()) {
                if (RelativePath.depth(file) > 5) {
                    break;
                }
                if (file.endsWith(".jar") && RelativePath.name(file).startsWith(known.getKey())) {
                    tally.add(file, "is a library of " + known.getValue(), Tally.NAMED);
                    return named(known.getValue());
                }
            }
        }
        String descriptor =
                tree.files().stream()
                        .takeWhile(file -> RelativePath.depth(file) <= 5)
                        .filter(file ->
                                file.endsWith("WEB-INF/web.xml") && !isBuiltBelow(tree, file))
                        .findFirst()
                        .orElse(null);
        if (descriptor == null) {
            return null;
        }
        tally.add(descriptor, "describes a web application", Tally.MANIFEST);
        return named("jakarta-ee");
    }

    /** A folder with a build file is a project of its own. */
    private static boolean isBuiltBelow(SourceTree tree, String file) {
        for (String up = RelativePath.parent(file); !up.isEmpty(); up = RelativePath.parent(up)) {
            if (tree.firstOf(up + "/pom.xml", up + "/build.gradle", up + "/build.gradle.kts")
                    != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable JavaFramework named(String id) {
        return JavaFramework.ALL.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElse(null);
    }
}
