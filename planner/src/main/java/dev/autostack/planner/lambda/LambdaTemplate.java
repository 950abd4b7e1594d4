package dev.autostack.planner.lambda;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a file of the Serverless Framework (serverless.com/framework/docs) or of AWS
 * SAM (docs.aws.amazon.com/serverless-application-model) describes.
 */
record LambdaTemplate(String file, List<LambdaFunction> functions) {
    static final List<String> SERVERLESS =
            List.of("serverless.yml", "serverless.yaml", "serverless.json");
    static final List<String> SAM = List.of("template.yaml", "template.yml", "template.json");

    /** What can be written into an image as it is. */
    private static final Pattern HANDLER = Pattern.compile("[A-Za-z0-9_./:$-]{1,300}");

    LambdaTemplate {
        functions = List.copyOf(functions);
    }

    /** The one at the top of the project, null when none describes a function made of sources. */
    static @Nullable LambdaTemplate of(SourceTree tree) {
        String serverless = tree.firstOf(SERVERLESS.toArray(String[]::new));
        if (serverless != null) {
            List<LambdaFunction> found = serverless(doc(tree, serverless));
            return found.isEmpty() ? null : new LambdaTemplate(serverless, found);
        }
        String sam = tree.firstOf(SAM.toArray(String[]::new));
        List<LambdaFunction> found = sam == null ? List.of() : sam(tree, doc(tree, sam));
        return sam == null || found.isEmpty() ? null : new LambdaTemplate(sam, found);
    }

    private static Doc doc(SourceTree tree, String file) {
        return file.endsWith(".json") ? tree.json(file) : tree.yaml(file);
    }

    private static List<LambdaFunction> serverless(Doc doc) {
        Doc provider = doc.at("provider");
        String cloud = provider.string() == null ? provider.at("name").textOr("") : provider.text();
        if (!"aws".equals(cloud)) {
            return List.of();
        }
        List<LambdaFunction> found = new ArrayList<>();
        for (Map.Entry<String, Doc> entry : functions(doc.at("functions")).entrySet()) {
            Doc body = entry.getValue();
            String handler = handler(body.at("handler"));
            if (handler == null) {
                continue;
            }
            String runtime = plain(body.at("runtime"));
            List<String> variables = new ArrayList<>(provider.at("environment").fields().keySet());
            variables.addAll(body.at("environment").fields().keySet());
            found.add(
                    new LambdaFunction(
                            entry.getKey(),
                            handler,
                            "",
                            runtime == null ? plain(provider.at("runtime")) : runtime,
                            serverlessEvents(body),
                            variables));
        }
        return found;
    }

    /** A map, or a list of maps that are read as one. */
    private static Map<String, Doc> functions(Doc functions) {
        if (!functions.isList()) {
            return functions.fields();
        }
        Map<String, Doc> all = new java.util.LinkedHashMap<>();
        functions.elements().forEach(each -> all.putAll(each.fields()));
        return all;
    }

    private static LambdaFunction.Asked serverlessEvents(Doc body) {
        boolean some = body.at("url").present();
        for (Doc event : body.at("events").elements()) {
            for (String kind : List.of("http", "httpApi")) {
                Doc route = event.at(kind);
                if (!route.present() && !event.has(kind)) {
                    continue;
                }
                some = true;
                String text = route.textOr(route.at("path").textOr(""));
                if (isEverything(text.replaceFirst("^[A-Za-z*]+\\s+", ""))) {
                    return LambdaFunction.Asked.EVERYTHING;
                }
            }
        }
        return some ? LambdaFunction.Asked.SOME_PATHS : LambdaFunction.Asked.NO_REQUESTS;
    }

    private static List<LambdaFunction> sam(SourceTree tree, Doc doc) {
        Doc shared = doc.at("Globals", "Function");
        List<LambdaFunction> found = new ArrayList<>();
        for (Map.Entry<String, Doc> entry : doc.at("Resources").fields().entrySet()) {
            String type = entry.getValue().at("Type").textOr("");
            Doc properties = entry.getValue().at("Properties");
            boolean image = first(properties, shared, "PackageType").textOr("Zip").equals("Image");
            String handler = handler(first(properties, shared, "Handler"));
            if (!type.equals("AWS::Serverless::Function") || image || handler == null) {
                continue;
            }
            String code = plain(first(properties, shared, "CodeUri"));
            String folder = code == null ? "" : RelativePath.resolve("", code);
            if (folder == null) {
                continue;
            }
            boolean there = folder.isEmpty() || tree.hasDirectory(folder);
            List<String> variables =
                    new ArrayList<>(shared.at("Environment", "Variables").fields().keySet());
            variables.addAll(properties.at("Environment", "Variables").fields().keySet());
            found.add(
                    new LambdaFunction(
                            entry.getKey(),
                            // A folder that only a build makes is one of the project's results.
                            there ? handler : RelativePath.join(folder, handler),
                            there ? folder : "",
                            plain(first(properties, shared, "Runtime")),
                            samEvents(properties),
                            variables));
        }
        return found;
    }

    private static Doc first(Doc own, Doc shared, String key) {
        return own.has(key) ? own.at(key) : shared.at(key);
    }

    private static LambdaFunction.Asked samEvents(Doc properties) {
        boolean some = properties.at("FunctionUrlConfig").present();
        for (Doc event : properties.at("Events").fields().values()) {
            String type = event.at("Type").textOr("");
            if (!type.equals("Api") && !type.equals("HttpApi")) {
                continue;
            }
            some = true;
            String path = event.at("Properties", "Path").textOr("");
            if (path.isEmpty() || isEverything(path)) {
                return LambdaFunction.Asked.EVERYTHING;
            }
        }
        return some ? LambdaFunction.Asked.SOME_PATHS : LambdaFunction.Asked.NO_REQUESTS;
    }

    private static boolean isEverything(String path) {
        return path.matches("/?|\\*|\\$default|/?\\{[A-Za-z]+\\+}");
    }

    private static @Nullable String handler(Doc value) {
        String text = plain(value);
        String handler = text == null ? null : text.replaceFirst("^\\./", "");
        return handler != null && HANDLER.matcher(handler).matches() ? handler : null;
    }

    /** A text without variables of the template. */
    private static @Nullable String plain(Doc value) {
        String text = value.string();
        return text == null || text.isBlank() || text.contains("${") ? null : text.strip();
    }
}
