package dev.autostack.planner.node;

import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration written in JavaScript: its literal properties, read without running it. */
final class ConfigFile {
    private static final List<String> ENDINGS =
            List.of(".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".json");

    private final List<Token> tokens;

    private ConfigFile(List<Token> tokens) {
        this.tokens = tokens;
    }

    static ConfigFile of(NodeProject project, String nameWithoutEnding) {
        String path = path(project, nameWithoutEnding);
        String text = path == null ? null : project.tree().text(path);
        return new ConfigFile(text == null ? List.of() : new JsSource(text).tokens());
    }

    static @Nullable String path(NodeProject project, String nameWithoutEnding) {
        for (String ending : ENDINGS) {
            if (project.tree().has(nameWithoutEnding + ending)) {
                return nameWithoutEnding + ending;
            }
        }
        return null;
    }

    /** The string of {@code key: 'value'}, wherever it stands; null without one. */
    @Nullable String text(String key) {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).text().equals(key)
                    && (tokens.get(i + 1).isSymbol(":") || tokens.get(i + 1).isSymbol("="))
                    && tokens.get(i + 2).isString()) {
                return tokens.get(i + 2).text();
            }
        }
        return null;
    }

    boolean isFalse(String key) {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).isName(key)
                    && tokens.get(i + 1).isSymbol(":")
                    && tokens.get(i + 2).isName("false")) {
                return true;
            }
        }
        return false;
    }
}
