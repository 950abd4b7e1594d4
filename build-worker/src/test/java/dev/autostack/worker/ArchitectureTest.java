package dev.autostack.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(
        packages = "dev.autostack.worker",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONE_CLASS_STARTS_PROCESSES =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.autostack.worker.process.Processes")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(ProcessBuilder.class)
                    .orShould()
                    .callMethod(Runtime.class, "exec", String[].class)
                    .orShould()
                    .callMethod(Runtime.class, "exec", String.class);

    @ArchTest
    static final ArchRule DOCKER_JAVA_STAYS_IN_ITS_PACKAGES =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.autostack.worker.engine", "dev.autostack.worker.image")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_ACYCLIC =
            slices().matching("dev.autostack.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PARTS_DO_NOT_KNOW_THE_WHOLE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.autostack.worker.*")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.autostack.worker");

    @ArchTest
    static final ArchRule TIME_IS_HANDED_IN =
            noClasses()
                    .should()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NOTHING_IS_PRINTED =
            noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");

    /** Class files keep literals where ArchUnit does not look: the sources are read. */
    @Test
    void noSourceNamesAShell() throws IOException {
        Pattern shell = Pattern.compile("\"(?:/\\S*/)?(?:sh|bash|dash|zsh|ash|-c)\"");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> offenders =
                    sources.filter(path -> path.toString().endsWith(".java"))
                            .filter(path -> shell.matcher(read(path)).find())
                            .toList();
            assertThat(offenders).isEmpty();
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
