package dev.autostack.planner.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.PlanOutcome;
import dev.autostack.planner.Planner;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaWrapperTest {
    @Test
    void aWrapperThatWindowsWroteIsMadeToStartOnLinux() {
        assertThat(dockerfile(Map.of("mvnw", "#!/bin/sh\r\nexec mvn\r\n")))
                .contains("sed -i 's/\\r$//' mvnw && chmod +x mvnw");
        assertThat(dockerfile(Map.of("mvnw", "#!/bin/sh\nexec mvn\n")))
                .contains("chmod +x mvnw")
                .doesNotContain("sed -i");
    }

    @Test
    void theCollectorThatAProjectChoosesForMavenIsTheOnlyOne() {
        assertThat(dockerfile(Map.of())).contains("-XX:+UseSerialGC");
        assertThat(dockerfile(Map.of(".mvn/jvm.config", "-Xmx1g -XX:+UseZGC\n")))
                .contains("MAVEN_OPTS")
                .doesNotContain("UseSerialGC");
    }

    private static String dockerfile(Map<String, String> more) {
        Map<String, String> files = new HashMap<>(more);
        files.put(
                "pom.xml",
                """
                <project>
                  <groupId>a</groupId><artifactId>shop</artifactId><version>1</version>
                  <dependencies>
                    <dependency>
                      <groupId>org.springframework.boot</groupId>
                      <artifactId>spring-boot-starter-web</artifactId>
                    </dependency>
                  </dependencies>
                  <build><plugins><plugin>
                    <groupId>org.springframework.boot</groupId>
                    <artifactId>spring-boot-maven-plugin</artifactId>
                  </plugin></plugins></build>
                </project>
                """);
        files.put(
                "src/main/java/Shop.java",
                """
                import org.springframework.boot.autoconfigure.SpringBootApplication;
                @SpringBootApplication
                public class Shop {
                    public static void main(String[] arguments) {}
                }
                """);
        PlanOutcome outcome =
                new Planner(PlannerSettings.defaults())
                        .plan(MemoryFiles.of(files), PlanOverrides.none());
        assertThat(outcome).isInstanceOf(PlanOutcome.Planned.class);
        return ((PlanOutcome.Planned) outcome).image().dockerfile();
    }
}
