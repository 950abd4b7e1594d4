package dev.autostack.planner.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.files.MemoryFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainClassesTest {
    private static List<String> of(String path, String source) {
        return MainClasses.below(SourceTree.of(MemoryFiles.of(Map.of(path, source)), ""), "src");
    }

    @Test
    void aMainMethodOfJavaIsFoundInEachOfItsForms() {
        for (String arguments :
                List.of("String[] args", "String... args", "String args[]", "final String[] a")) {
            assertThat(
                            of(
                                    "src/A.java",
                                    "package a.b; public class A { public static void main("
                                            + arguments
                                            + ") throws Exception { } }"))
                    .containsExactly("a.b.A");
        }
        assertThat(of("src/A.java", "record A(int x) { static public void main(String[] a) {} }"))
                .containsExactly("A");
    }

    @Test
    void aNestedTypeHasTheNameOfTheVirtualMachine() {
        assertThat(
                        of(
                                "src/A.java",
                                "package a; class A { enum B { X { void y() {} }; } interface C { static void"
                                        + " main(String[] a) {} } }"))
                .containsExactly("a.A$C");
    }

    @Test
    void whatOnlyLooksLikeOneIsLeftOut() {
        assertThat(of("src/A.java", "class A { // public static void main(String[] a) {}\n }"))
                .isEmpty();
        assertThat(of("src/A.java", "class A { String s = \"static void main(String[] a)\"; }"))
                .isEmpty();
        assertThat(
                        of(
                                "src/A.java",
                                "class A { String s = \"\"\"\nstatic void main(String[] a)\n\"\"\"; }"))
                .isEmpty();
        assertThat(of("src/A.java", "class A { void main(String[] a) {} }")).isEmpty();
        assertThat(of("src/A.java", "class A { private static void main(String[] a) {} }"))
                .isEmpty();
        assertThat(of("src/A.java", "class A { public static void main(String a) {} }")).isEmpty();
        assertThat(of("src/A.java", "class A { void f() { B.main(new String[0]); } }")).isEmpty();
        assertThat(of("test/A.java", "class A { public static void main(String[] a) {} }"))
                .isEmpty();
    }

    @Test
    void kotlinNamesTheClassAfterTheFileOrAsItIsTold() {
        assertThat(of("src/server.kt", "package a\n\nfun main() {}\n"))
                .containsExactly("a.ServerKt");
        assertThat(of("src/Server.kt", "@file:JvmName(\"Start\")\npackage a\n\nfun main() {}\n"))
                .containsExactly("a.Start");
        assertThat(of("src/A.kt", "object A {\n  @JvmStatic fun main(args: Array<String>) {}\n}"))
                .containsExactly("A");
        assertThat(
                        of(
                                "src/A.kt",
                                "class A {\n  companion object {\n    @JvmStatic\n    fun main(a: Array<String>) {}\n  }\n}"))
                .containsExactly("A");
        assertThat(of("src/A.kt", "class A { fun main() {} }")).isEmpty();
    }
}
