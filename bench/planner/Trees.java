import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes the trees of {@code bench/planner/run}: 1,000 small ones of eight kinds, two large ones. */
final class Trees {
    private static final Map<Integer, Map<String, String>> KINDS =
            Map.of(
                    0,
                    Map.of(
                            "package.json",
                            "{\"scripts\":{\"start\":\"node server.js\"},\"dependencies\":{\"express\":\"^4\",\"pg\":\"8\"}}",
                            "server.js",
                            "const e = require('express');\ne().listen(process.env.PORT || 3000);\n",
                            "package-lock.json",
                            "{\"lockfileVersion\":3}"),
                    1,
                    Map.of(
                            "package.json",
                            "{\"scripts\":{\"build\":\"vite build\"},\"dependencies\":{\"react\":\"18\"},\"devDependencies\":{\"vite\":\"5\"}}",
                            "index.html",
                            "<div id=root></div>\n",
                            "vite.config.js",
                            "export default { build: { outDir: 'dist' } }\n",
                            "pnpm-lock.yaml",
                            "lockfileVersion: '9.0'\n"),
                    2,
                    Map.of(
                            "requirements.txt",
                            "flask==3.0\npsycopg2==2.9\n",
                            "app.py",
                            "from flask import Flask\n\napp = Flask(__name__)\n"),
                    3,
                    Map.of(
                            "pyproject.toml",
                            "[project]\nname = \"a\"\nrequires-python = \">=3.11\"\ndependencies = [\"fastapi\"]\n",
                            "uv.lock",
                            "version = 1\n",
                            "app/main.py",
                            "from fastapi import FastAPI\n\napp = FastAPI()\n"),
                    4,
                    Map.of(
                            "go.mod",
                            "module example.org/a\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.10.0\n",
                            "main.go",
                            "package main\n\nimport \"github.com/gin-gonic/gin\"\n\nfunc main() { gin.Default().Run(\":8080\") }\n"),
                    5,
                    Map.of(
                            "pom.xml",
                            "<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.3.0</version></parent><artifactId>a</artifactId></project>",
                            "src/main/java/a/App.java",
                            "package a;\n\nclass App {}\n"),
                    6,
                    Map.of(
                            "Gemfile",
                            "source \"https://rubygems.org\"\ngem \"sinatra\"\n",
                            "app.rb",
                            "require \"sinatra\"\nget(\"/\") { \"ok\" }\n"),
                    7,
                    Map.of(
                            "composer.json",
                            "{\"require\":{\"slim/slim\":\"4.*\",\"php\":\"^8.2\"}}",
                            "public/index.php",
                            "<?php\n"));

    private Trees() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        for (int i = 0; i < 1_000; i++) {
            Path tree = root.resolve("small/r%04d".formatted(i));
            for (Map.Entry<String, String> file : KINDS.get(i % 8).entrySet()) {
                write(tree.resolve(file.getKey()), file.getValue());
            }
            for (int j = 0; j < 8; j++) {
                write(tree.resolve("assets/text" + j + ".txt"), "x\n");
            }
        }
        large(root.resolve("large-node"), KINDS.get(0), ".js", "export const size = 1;\n");
        large(
                root.resolve("large-python"),
                KINDS.get(3),
                ".py",
                "import os\nimport json\n\n\ndef scale(size: int) -> int:\n    return size * int(os.environ.get(\"SCALE\", \"1\"))\n"
                        .repeat(8));
    }

    private static void large(Path tree, Map<String, String> top, String ending, String source)
            throws IOException {
        for (Map.Entry<String, String> file : top.entrySet()) {
            write(tree.resolve(file.getKey()), file.getValue());
        }
        for (int i = 0; i < 100_000; i++) {
            write(tree.resolve("src/area" + i / 1_000 + "/part" + i / 100 % 10 + "/module" + i % 100 + ending), source);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
