package dev.autostack.planner.java;

import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import dev.autostack.planner.parse.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files beside the sources that a program reads when it starts, because its command names them. */
final class ReadFiles {
    /** What guides and people call the configuration of a Dropwizard app. */
    private static final List<String> CONFIGURATIONS =
            List.of(
                    "config.yml",
                    "config.yaml",
                    "configuration.yml",
                    "configuration.yaml",
                    "dropwizard.yml",
                    "server.yml",
                    "app.yml");

    private ReadFiles() {}

    /**
     * The names that the start command gives files of the project, and where those are from the
     * top. A name counts from the module or from the top, in the image from the working directory.
     *
     * @param folder of the module, with its slash; "" for the top
     */
    static Map<String, String> named(
            SourceTree tree, String folder, @Nullable CommandLine command) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String word : command == null ? List.<String>of() : Words.of(command.shown())) {
            String name = word.startsWith("/") ? null : RelativePath.resolve("", word);
            String path =
                    name != null
                                    && name.matches(
                                            "[\\w./-]+\\.(ya?ml|json|properties|conf|xml|toml)")
                            ? place(tree, folder, name)
                            : null;
            if (name != null && path != null) {
                found.put(name, path);
            }
        }
        return found;
    }

    private static @Nullable String place(SourceTree tree, String folder, String name) {
        return tree.firstOf(folder + name, name, folder + "src/main/resources/" + name);
    }

    /**
     * The start of a Dropwizard app: its command {@code server} with the configuration that stands
     * beside the sources (dropwizard.io, "Getting Started").
     */
    static CommandLine dropwizard(SourceTree tree, String folder, CommandLine start) {
        String name = configuration(tree, folder);
        List<String> arguments = new ArrayList<>(start.arguments());
        arguments.add("server");
        if (name != null) {
            arguments.add(name);
        }
        return new CommandLine(arguments, String.join(" ", arguments), start.source());
    }

    private static @Nullable String configuration(SourceTree tree, String folder) {
        for (String place : List.of(folder, "", folder + "src/main/resources/")) {
            for (String name : CONFIGURATIONS) {
                if (tree.has(place + name)) {
                    return name;
                }
            }
        }
        List<String> described = new ArrayList<>();
        for (String place : List.of(folder + "src/main/resources/", folder, "")) {
            for (String name : yamlBelow(tree, place)) {
                if (!described.contains(name) && tree.yaml(place + name).at("server").isObject()) {
                    described.add(name);
                }
            }
        }
        List<String> production = described.stream().filter(name -> name.contains("prod")).toList();
        List<String> left = production.isEmpty() ? described : production;
        return left.size() == 1 ? left.getFirst() : null;
    }

    /** Files of a folder and of its folder {@code config} that are not meant for development. */
    private static List<String> yamlBelow(SourceTree tree, String place) {
        return tree.files().stream()
                .filter(file -> file.startsWith(place))
                .map(file -> file.substring(place.length()))
                .filter(name -> name.matches("(?:config/)?[\\w.-]+\\.ya?ml"))
                .filter(name -> !name.matches("(?i).*(?:test|local|dev|example|compose).*"))
                .toList();
    }

    /** The port of its first connector; null when the file names none. */
    static @Nullable Integer dropwizardPort(SourceTree tree, String folder) {
        String name = configuration(tree, folder);
        String path = name == null ? null : place(tree, folder, name);
        if (path == null) {
            return null;
        }
        Doc server = tree.yaml(path).at("server");
        List<Doc> connectors = server.at("applicationConnectors").elements();
        Doc port =
                connectors.isEmpty()
                        ? server.at("connector", "port")
                        : connectors.getFirst().at("port");
        String plain = port.textOr("").replaceFirst("^\\$\\{\\w+:-([0-9]+)}$", "$1");
        return plain.matches("[1-9][0-9]{1,4}") ? Integer.valueOf(plain) : null;
    }
}
