package dev.autostack.planner.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autostack.planner.detect.CommandLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JavaProcfileTest {
    private static @Nullable String inImage(String command, JavaLaunch launch) {
        CommandLine found = JavaProcfile.inImage(CommandLine.parse(command, "Procfile"), launch);
        return found == null ? null : found.shown();
    }

    @Test
    void theJarOfTheBuildIsTheOneOfTheImage() {
        assertThat(
                        inImage(
                                "java -Dserver.port=$PORT -jar target/a-1.0.jar x",
                                new JavaLaunch.Boot()))
                .isEqualTo("java -Dserver.port=$PORT -jar /app/app.jar x");
        assertThat(inImage("java -jar build/libs/*.jar", new JavaLaunch.Jar("a.Main", true)))
                .isEqualTo("java -cp '/app/app.jar:/app/lib/*' a.Main");
    }

    @Test
    void theClassPathOfTheBuildIsTheOneOfTheImage() {
        assertThat(
                        inImage(
                                "java $JAVA_OPTS -cp target/classes:target/dependency/* a.Main --x",
                                new JavaLaunch.Jar("a.Other", true)))
                .isEqualTo("java $JAVA_OPTS -cp '/app/app.jar:/app/lib/*' a.Main --x");
    }

    @Test
    void whatNamesNoResultsStaysAsItIs() {
        assertThat(inImage("java -jar app.jar", new JavaLaunch.Boot())).isNull();
        assertThat(inImage("sh target/bin/webapp", new JavaLaunch.Jar(null, false))).isNull();
        assertThat(inImage("catalina.sh run", new JavaLaunch.War())).isNull();
    }
}
