package dev.autostack.controlplane.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micronaut.http.annotation.Controller;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds the list of packages in docs/architecture.md, which is read, not repeated. */
@AnalyzeClasses(
        packages = PackagesTest.ROOT,
        importOptions = {
            ImportOption.DoNotIncludeTests.class,
            PackagesTest.WithoutGeneratedClasses.class
        })
class PackagesTest {
    static final String ROOT = "dev.autostack.controlplane";
    private static final String LIST = "## Packages of the control plane, top to bottom";

    /** Micronaut's own bean definitions, {@code $Name$Definition}. */
    static final class WithoutGeneratedClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/$");
        }
    }

    @ArchTest
    static void aPackageImportsOnlyWhatStandsBelowIt(JavaClasses imported) {
        Map<String, Integer> rows = rows();
        TreeSet<String> wrong = new TreeSet<>();
        for (JavaClass each : imported) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String from = feature(each);
                String to = feature(dependency.getTargetClass());
                if (!from.isEmpty()
                        && !to.isEmpty()
                        && !from.equals(to)
                        && rows.getOrDefault(from, 0) >= rows.getOrDefault(to, 0)) {
                    wrong.add(from + " -> " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ArchTest
    static void everyPackageStandsInTheList(JavaClasses imported) {
        Set<String> packages = new TreeSet<>();
        imported.stream()
                .map(PackagesTest::feature)
                .filter(name -> !name.isEmpty())
                .forEach(packages::add);

        assertThat(rows().keySet()).containsAll(packages);
    }

    @ArchTest
    static final ArchRule PORTS_DO_NOT_KNOW_THEIR_IMPLEMENTATIONS =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".target")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + ".target.*");

    @ArchTest
    static final ArchRule PACKAGES_ARE_ACYCLIC =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CONTROLLERS_STAY_INSIDE =
            classes().that().areAnnotatedWith(Controller.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*(Util|Utils|Helper|Manager|Impl|Dto|DTO|Service|Info|Data)");

    @ArchTest
    static final ArchRule TIME_IS_HANDED_IN =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.Date");

    @ArchTest
    static final ArchRule NOTHING_IS_PRINTED =
            noClasses()
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");

    @ArchTest
    static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS =
            noFields().should().beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule NO_PROCESS_IS_STARTED =
            noClasses().should().dependOnClassesThat().belongToAnyOf(ProcessBuilder.class);

    @ArchTest
    static final ArchRule ONLY_PROTOCOL_IS_SHARED_WITH_OTHER_PROCESSES =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            DescribedPredicate.describe(
                                    "belong to another process",
                                    type ->
                                            type.getPackageName().startsWith("dev.autostack.")
                                                    && !type.getPackageName().startsWith(ROOT)
                                                    && !type.getPackageName()
                                                            .startsWith("dev.autostack.protocol")));

    /** The first package below the root; empty for the root and for foreign classes. */
    private static String feature(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    /** Package -> its row, higher the further down; those of one row do not see each other. */
    private static Map<String, Integer> rows() {
        Map<String, Integer> rows = new HashMap<>();
        List<String> lines = new ArrayList<>(section());
        for (int i = 0; i < lines.size(); i++) {
            for (String name : lines.get(i).strip().split("\\s+", -1)) {
                rows.put(name, i + 1);
            }
        }
        return rows;
    }

    private static List<String> section() {
        try {
            return Files.readAllLines(Path.of("../docs/architecture.md")).stream()
                    .dropWhile(line -> !line.equals(LIST))
                    .dropWhile(line -> !line.startsWith("    "))
                    .takeWhile(line -> line.startsWith("    "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
