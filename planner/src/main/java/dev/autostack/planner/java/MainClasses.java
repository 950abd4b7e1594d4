package dev.autostack.planner.java;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.RelativePath;
import dev.autostack.planner.parse.CTokens;
import dev.autostack.planner.parse.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes with a main method in Java, Kotlin and Groovy sources, read by their tokens. Names
 * are those of the virtual machine: {@code shop.Main}, {@code shop.MainKt}, {@code
 * shop.Outer$Main}.
 */
final class MainClasses {
    private static final int MAX_FILES = 3_000;
    private static final int MAX_NESTED = 20;

    private static final Set<String> TYPES =
            Set.of("class", "interface", "enum", "record", "object");

    private static final Token NONE = new Token(Token.Kind.SYMBOL, "", 0);

    private final boolean kotlin;
    private final List<Token> tokens;
    private final Set<String> found = new LinkedHashSet<>();

    /** Names of the types that are open, "" for a block of code. */
    private final Deque<String> open = new ArrayDeque<>();

    private String packageName = "";
    private String fileClass;

    private MainClasses(String path, String source) {
        this.kotlin = path.endsWith(".kt");
        this.tokens = CTokens.of(source);
        String name = RelativePath.name(path).replaceFirst("\\.[a-z]+$", "");
        this.fileClass =
                name.isEmpty()
                        ? name
                        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Kt";
    }

    /** Those below a folder of the tree, shallow files first. */
    static List<String> below(SourceTree tree, String folder) {
        Set<String> all = new LinkedHashSet<>();
        int read = 0;
        String prefix = folder.isEmpty() ? "" : folder + "/";
        for (String file : tree.files()) {
            if (file.startsWith(prefix) && file.matches(".*\\.(java|kt|groovy)")) {
                if (++read > MAX_FILES) {
                    break;
                }
                String text = tree.text(file);
                if (text != null) {
                    all.addAll(new MainClasses(file, text).find());
                }
            }
        }
        return List.copyOf(all);
    }

    private Set<String> find() {
        String pending = "";
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isSymbol("{")) {
                open.push(pending);
                pending = "";
            } else if (token.isSymbol("}")) {
                open.poll();
            } else if (token.isSymbol(";")) {
                pending = "";
            } else if (token.isName("package") && open.isEmpty() && packageName.isEmpty()) {
                packageName = packageName(i + 1);
            } else if (token.isName("JvmName") && at(i - 2).isName("@file")) {
                fileClass = at(i + 2).isString() ? at(i + 2).text() : fileClass;
            } else if (isType(i)) {
                pending = typeName(i);
            } else if (token.isName("main") && at(i + 1).isSymbol("(")) {
                main(i);
            }
        }
        return found;
    }

    private Token at(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : NONE;
    }

    private String packageName(int from) {
        StringBuilder name = new StringBuilder();
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean partNext = name.isEmpty() || name.charAt(name.length() - 1) == '.';
            boolean expected = partNext ? token.kind() == Token.Kind.NAME : token.isSymbol(".");
            if (!expected) {
                break;
            }
            name.append(token.text());
        }
        return name.toString();
    }

    private boolean isType(int i) {
        return tokens.get(i).kind() == Token.Kind.NAME
                && TYPES.contains(tokens.get(i).text())
                && !at(i - 1).isSymbol(".")
                && (at(i + 1).kind() == Token.Kind.NAME
                        || (at(i).isName("object") && at(i - 1).isName("companion")));
    }

    /** A companion's static methods are those of the class around it. */
    private String typeName(int i) {
        return at(i - 1).isName("companion") ? "companion" : at(i + 1).text();
    }

    private void main(int i) {
        if (kotlin) {
            if (!at(i - 1).isName("fun")) {
                return;
            }
            if (open.isEmpty()) {
                add(fileClass);
            } else if (annotated(i)) {
                add(typePath());
            }
        } else if (at(i - 1).isName("void") && isStatic(i - 2) && takesStrings(i + 2)) {
            add(typePath());
        }
    }

    private void add(@Nullable String type) {
        if (type != null && !type.isEmpty()) {
            found.add(packageName.isEmpty() ? type : packageName + "." + type);
        }
    }

    /** Null inside of a block of code, or deeper than people nest types. */
    private @Nullable String typePath() {
        if (open.size() > MAX_NESTED) {
            return null;
        }
        List<String> path = new ArrayList<>();
        for (String type : open) {
            if (type.isEmpty()) {
                return null;
            }
            if (!type.equals("companion")) {
                path.addFirst(type);
            }
        }
        return String.join("$", path);
    }

    private boolean annotated(int i) {
        for (int j = i - 1; j > i - 6; j--) {
            if (at(j).isName("@JvmStatic")) {
                return true;
            }
        }
        return false;
    }

    private boolean isStatic(int i) {
        boolean isStatic = false;
        for (int j = i; at(j).kind() == Token.Kind.NAME && j > i - 6; j--) {
            if (at(j).isName("private") || at(j).isName("protected")) {
                return false;
            }
            isStatic |= at(j).isName("static");
        }
        return isStatic;
    }

    /** {@code String[] a}, {@code String... a}, {@code String a[]}, {@code final String[] a}. */
    private boolean takesStrings(int i) {
        int type = at(i).isName("final") ? i + 1 : i;
        if (!at(type).isName("String")) {
            return false;
        }
        boolean many = false;
        for (int j = type + 1; j < type + 6 && !at(j).isSymbol(")"); j++) {
            many |= at(j).isSymbol("[") || at(j).isSymbol(".");
            if (at(j).isSymbol(",")) {
                return false;
            }
        }
        return many;
    }
}
