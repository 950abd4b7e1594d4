package dev.autostack.planner.detect;

import dev.autostack.planner.files.RelativePath;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which language the files of a tree are written in, by their endings. */
public final class Languages {
    private static final Map<String, String> ENDINGS = endings();

    /** Folders beside the app: their files say little about what is deployed. */
    private static final Set<String> ASIDE =
            Set.of(
                    "example",
                    "examples",
                    "sample",
                    "samples",
                    "demo",
                    "demos",
                    "test",
                    "tests",
                    "__tests__",
                    "testing",
                    "spec",
                    "specs",
                    "e2e",
                    "testdata",
                    "fixtures",
                    "doc",
                    "docs",
                    "documentation",
                    "vendor",
                    "vendors",
                    "third_party",
                    "third-party",
                    "thirdparty",
                    "dist",
                    "build",
                    "out",
                    "target",
                    "bin",
                    "obj",
                    ".github",
                    ".gitlab",
                    ".circleci",
                    ".husky",
                    "benchmark",
                    "benchmarks",
                    "bench",
                    ".devcontainer",
                    ".storybook",
                    "coverage",
                    "node_modules",
                    "bower_components");

    private static final Set<String> ALWAYS_ASIDE =
            Set.of(
                    "test",
                    "tests",
                    "__tests__",
                    "testdata",
                    "fixtures",
                    "vendor",
                    "node_modules",
                    "bower_components",
                    "third_party");

    private Languages() {}

    private static Map<String, String> endings() {
        Map<String, String> map = new HashMap<>();
        String[][] table = {
            {
                "node", "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "cts", "vue", "svelte",
                "astro", "coffee"
            },
            {"python", "py", "pyw", "pyx", "ipynb"},
            {"php", "php", "phtml", "inc", "module", "twig"},
            {"go", "go"},
            {"ruby", "rb", "erb", "haml", "slim", "rake", "gemspec"},
            {"java", "java", "kt", "kts", "groovy", "gradle", "jsp"},
            {"dotnet", "cs", "fs", "vb", "cshtml", "razor", "xaml", "fsx"},
            {"rust", "rs"},
            {"elixir", "ex", "exs", "heex", "eex", "leex"},
            {"static", "html", "htm", "css", "scss", "sass", "less"},
            {"c", "c"},
            {"cpp", "cpp", "cc", "cxx", "hpp", "hh", "cu"},
            {"objective-c", "m", "mm"},
            {"swift", "swift"},
            {"scala", "scala", "sc", "sbt"},
            {"clojure", "clj", "cljs", "cljc", "edn"},
            {"haskell", "hs", "lhs", "cabal"},
            {"ocaml", "ml", "mli"},
            {"dart", "dart"},
            {"erlang", "erl", "hrl"},
            {"gleam", "gleam"},
            {"crystal", "cr"},
            {"nim", "nim", "nims", "nimble"},
            {"zig", "zig"},
            {"julia", "jl"},
            {"r", "r", "rmd", "rnw"},
            {"perl", "pl", "pm", "t"},
            {"lua", "lua"},
            {"shell", "sh", "bash", "zsh", "fish"},
            {"powershell", "ps1", "psm1"},
            {"elm", "elm"},
            {"d", "d"},
            {"fortran", "f90", "f95", "f03", "f", "for"},
            {"pascal", "pas", "lpr", "dpr"},
            {"ada", "adb", "ads"},
            {"cobol", "cob", "cbl"},
            {"lisp", "lisp", "lsp", "asd", "cl"},
            {"scheme", "scm", "ss", "rkt"},
            {"emacs-lisp", "el"},
            {"vim-script", "vim"},
            {"assembly", "asm", "s"},
            {"solidity", "sol"},
            {"terraform", "tf", "hcl"},
            {"nix", "nix"},
            {"matlab", "mat"},
            {"verilog", "v", "sv", "vhd", "vhdl"},
            {"tcl", "tcl"},
            {"haxe", "hx"},
            {"purescript", "purs"},
            {"prolog", "pro"},
            {"vala", "vala"},
            {"gdscript", "gd"},
            {"odin", "odin"},
            {"roc", "roc"},
            {"tex", "tex"},
            {"apex", "cls", "trigger"},
            {"raku", "raku", "rakumod", "p6"},
            {"smalltalk", "st"},
            {"ballerina", "bal"},
            {"coldfusion", "cfm", "cfc"},
            {"mojo", "mojo"},
            {"lean", "lean"},
            {"coq", "agda"},
        };
        for (String[] row : table) {
            for (int i = 1; i < row.length; i++) {
                map.put(row[i], row[0]);
            }
        }
        return map;
    }

    /**
     * True when a folder of the path holds tests, examples, docs or somebody else's code. Deeper
     * than the second folder only names that are no usual package names count: {@code
     * com/example/demo} is where generators put an app.
     */
    public static boolean isAside(String path) {
        int from = 0;
        int level = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
            String folder = path.substring(from, slash).toLowerCase(java.util.Locale.ROOT);
            if (level < 2 ? ASIDE.contains(folder) : ALWAYS_ASIDE.contains(folder)) {
                return true;
            }
            from = slash + 1;
            level++;
        }
        return false;
    }

    /** Files by language, most first; those aside count only when there are no others. */
    public static Map<String, Integer> count(List<String> files) {
        Map<String, Integer> main = new HashMap<>();
        Map<String, Integer> aside = new HashMap<>();
        for (String file : files) {
            String language = ENDINGS.get(RelativePath.extension(file));
            if (language != null) {
                (isAside(file) ? aside : main).merge(language, 1, Integer::sum);
            }
        }
        Map<String, Integer> chosen = main.isEmpty() ? aside : main;
        Map<String, Integer> ordered = new LinkedHashMap<>();
        chosen.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return ordered;
    }
}
