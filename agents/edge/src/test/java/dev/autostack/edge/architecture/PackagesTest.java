package dev.autostack.edge.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.autostack", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    @ArchTest
    static final ArchRule PACKAGES_IMPORT_ONLY_WHAT_STANDS_BELOW =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("dev.autostack.edge..")
                    .layer("process")
                    .definedBy("dev.autostack.edge")
                    .layer("admin")
                    .definedBy("..edge.admin")
                    .layer("control")
                    .definedBy("..edge.control")
                    .layer("proxy")
                    .definedBy("..edge.proxy")
                    .layer("measure")
                    .definedBy("..edge.measure")
                    .layer("route")
                    .definedBy("..edge.route")
                    .layer("config")
                    .definedBy("..edge.config")
                    .whereLayer("process")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("admin")
                    .mayOnlyBeAccessedByLayers("process")
                    .whereLayer("control")
                    .mayOnlyBeAccessedByLayers("process", "admin")
                    .whereLayer("proxy")
                    .mayOnlyBeAccessedByLayers("process", "admin", "control")
                    .whereLayer("route")
                    .mayOnlyBeAccessedByLayers("process", "control")
                    .whereLayer("measure")
                    .mayOnlyBeAccessedByLayers("process", "admin", "proxy");

    @ArchTest
    static final ArchRule THE_EDGE_IMPORTS_NO_OTHER_PROCESS_AND_NO_DOCKER =
            noClasses()
                    .that()
                    .resideInAPackage("dev.autostack.edge..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.autostack.control..",
                            "dev.autostack.worker..",
                            "dev.autostack.agent..",
                            "dev.autostack.planner..",
                            "com.github.dockerjava..");

    @ArchTest
    static final ArchRule TIME_COMES_IN =
            noClasses()
                    .that()
                    .resideInAPackage("dev.autostack.edge..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_REACHES_THROUGH_VERTX =
            noClasses()
                    .that()
                    .resideInAPackage("dev.autostack.edge..")
                    .and()
                    .doNotHaveSimpleName("Wire")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.vertx..impl..");
}
