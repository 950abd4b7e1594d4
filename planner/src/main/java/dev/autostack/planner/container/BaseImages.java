package dev.autostack.planner.container;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What images on which people build hold, by their names. */
final class BaseImages {
    /** Expressions over the name without registry, tag and digest, and the stack that they hold. */
    private static final List<Map.Entry<Pattern, String>> STACKS =
            List.of(
                    stack("(.*/)?(node|nodejs|bun|nodejs\\d+-debian\\d+)", "node"),
                    stack(
                            "(.*/)?(python|pypy|python3-debian\\d+|miniconda3?|anaconda3?|micromamba|mambaforge"
                                    + "|miniforge3|uvicorn-gunicorn.*|meinheld-gunicorn.*|uwsgi-nginx.*)",
                            "python"),
                    stack("astral-sh/uv", "python"),
                    stack(
                            "(.*/)?(php|php-fpm|php-apache.*|php-nginx.*|nginx-php-fpm|frankenphp|wordpress"
                                    + "|drupal|joomla|composer)",
                            "php"),
                    stack("(.*/)?(golang|go)", "go"),
                    stack("(.*/)?(ruby|jruby|rails|passenger-.*)", "ruby"),
                    stack(
                            "(.*/)?(openjdk.*|eclipse-temurin|temurin|amazoncorretto|corretto|maven|gradle|tomcat"
                                    + "|jetty|zulu-openjdk.*|liberica-.*|adoptopenjdk.*|ibm-semeru.*|wildfly|payara.*"
                                    + "|open-liberty|sapmachine|java|java\\d+-debian\\d+|jdk|jre)",
                            "java"),
                    stack("adoptopenjdk/.*", "java"),
                    stack("dotnet/(core/)?(aspnet|sdk|runtime).*", "dotnet"),
                    stack("(.*/)?rust", "rust"),
                    stack("(.*/)?(deno|alpine-deno)", "deno"),
                    stack("(.*/)?elixir", "elixir"));

    /** Images whose own command is a shell, an interpreter or a compiler: they serve nothing. */
    private static final Set<String> SERVE_NOTHING =
            Set.of(
                    "node",
                    "bun",
                    "python",
                    "golang",
                    "ruby",
                    "rust",
                    "openjdk",
                    "eclipse-temurin",
                    "amazoncorretto",
                    "maven",
                    "gradle",
                    "elixir",
                    "erlang",
                    "deno",
                    "composer",
                    "alpine",
                    "debian",
                    "ubuntu",
                    "busybox",
                    "scratch",
                    "sdk",
                    "aspnet",
                    "runtime",
                    "haskell",
                    "swift");

    private BaseImages() {}

    private static Map.Entry<Pattern, String> stack(String name, String stack) {
        return Map.entry(Pattern.compile(name), stack);
    }

    /** The stack whose programs the image runs; null when its name does not say. */
    static @Nullable String stack(@Nullable String image) {
        String name = image == null ? "" : name(image);
        if (name.contains("lambda")) {
            // It runs a handler; what that says of the app is told elsewhere.
            return null;
        }
        for (Map.Entry<Pattern, String> known : STACKS) {
            if (known.getKey().matcher(name).matches()) {
                return known.getValue();
            }
        }
        return null;
    }

    /** True when a container of the image ends or waits for a person to type. */
    static boolean servesNothing(@Nullable String image) {
        if (image == null) {
            return false;
        }
        String name = name(image);
        String last = name.substring(name.lastIndexOf('/') + 1);
        // PHP comes with Apache or FPM, which do serve, or as a mere interpreter.
        String tag = image.replaceFirst("@.*$", "").replaceFirst("^.*:", "");
        boolean interpreter = last.equals("php") && !tag.contains("apache") && !tag.contains("fpm");
        return interpreter || SERVE_NOTHING.contains(last);
    }

    /** Without registry, tag and digest, in lower case. */
    private static String name(String image) {
        return image.toLowerCase(Locale.ROOT)
                .replaceFirst("@.*$", "")
                .replaceFirst(":[^/]*$", "")
                .replaceFirst("^[^/]*[.:][^/]*/", "");
    }
}
