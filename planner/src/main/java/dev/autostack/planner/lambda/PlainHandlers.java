package dev.autostack.planner.lambda;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.PySource;
import dev.autostack.planner.parse.Token;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that exports a handler, where nothing else says that it is a function. */
final class PlainHandlers {
    private static final List<String> SCRIPTS =
            List.of(
                    "index.mjs",
                    "index.js",
                    "index.cjs",
                    "handler.mjs",
                    "handler.js",
                    "handler.cjs",
                    "lambda.mjs",
                    "lambda.js",
                    "src/index.mjs",
                    "src/index.js",
                    "src/handler.mjs",
                    "src/handler.js");
    private static final List<String> MODULES =
            List.of(
                    "lambda_function.py",
                    "handler.py",
                    "lambda_handler.py",
                    "lambda.py",
                    "app.py",
                    "main.py",
                    "index.py",
                    "src/lambda_function.py",
                    "src/handler.py");

    /** What turns events of Lambda into requests of a web framework, or helps to read them. */
    private static final Set<String> ADAPTERS =
            Set.of(
                    "serverless-http",
                    "@codegenie/serverless-express",
                    "@vendia/serverless-express",
                    "aws-serverless-express",
                    "aws-lambda",
                    "@middy/core",
                    "hono/aws-lambda",
                    "@fastify/aws-lambda");

    private PlainHandlers() {}

    static @Nullable LambdaFunction of(SourceTree tree) {
        for (String path : SCRIPTS) {
            String text = tree.text(path);
            if (text != null && exportsHandler(new JsSource(text))) {
                return function(path, "handler");
            }
        }
        for (String path : MODULES) {
            String text = tree.text(path);
            String name = text == null ? null : handlerOf(new PySource(text));
            if (name != null) {
                return function(path, name);
            }
        }
        return null;
    }

    private static LambdaFunction function(String path, String exported) {
        String stem = path.replaceFirst("\\.[a-z]+$", "");
        return new LambdaFunction(
                stem, stem + "." + exported, "", null, LambdaFunction.Asked.NO_REQUESTS, List.of());
    }

    /**
     * {@code exports.handler = }, {@code export const handler} or {@code export function handler}
     * of something that takes an event, in a file that listens nowhere.
     */
    static boolean exportsHandler(JsSource source) {
        List<Token> tokens = source.tokens();
        boolean exported = false;
        boolean event = source.imports().stream().anyMatch(ADAPTERS::contains);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isName("listen")) {
                return false;
            }
            event |= token.isName("event") || token.isName("_event");
            exported |= token.isName("handler") && i >= 2 && isExport(tokens, i);
        }
        return exported && event;
    }

    private static boolean isExport(List<Token> tokens, int at) {
        Token before = tokens.get(at - 1);
        if (before.isSymbol(".")) {
            boolean assigned = at + 1 < tokens.size() && tokens.get(at + 1).isSymbol("=");
            return assigned && tokens.get(at - 2).isName("exports");
        }
        if (before.isName("const") || before.isName("let") || before.isName("var")) {
            return tokens.get(at - 2).isName("export");
        }
        if (before.isName("function")) {
            Token first = tokens.get(at - 2);
            return first.isName("export")
                    || (first.isName("async") && at >= 3 && tokens.get(at - 3).isName("export"));
        }
        // export { handler } and module.exports = { handler }
        return before.isSymbol("{")
                && (tokens.get(at - 2).isName("export")
                        || (at >= 3
                                && tokens.get(at - 2).isSymbol("=")
                                && tokens.get(at - 3).isName("exports")));
    }

    /** The name of a function of (event, context); null without one. */
    private static @Nullable String handlerOf(PySource source) {
        List<Token> tokens = source.tokens();
        for (int i = 0; i + 5 < tokens.size(); i++) {
            if (!tokens.get(i).isName("def")) {
                continue;
            }
            String name = tokens.get(i + 1).text();
            if (!name.equals("handler") && !name.equals("lambda_handler") && !name.equals("main")) {
                continue;
            }
            boolean event = false;
            boolean context = false;
            for (int j = i + 2; j < Math.min(tokens.size(), i + 20); j++) {
                event |= tokens.get(j).text().matches("_?_?event");
                context |= tokens.get(j).text().matches("_?_?(lambda_)?context");
                if (tokens.get(j).isSymbol(")")) {
                    break;
                }
            }
            if (event && context) {
                return name;
            }
        }
        return null;
    }
}
