plugins {
    java
    id("io.quarkus") version "3.17.5"
}

repositories { mavenCentral() }

dependencies {
    implementation(enforcedPlatform("io.quarkus.platform:quarkus-bom:3.17.5"))
    implementation("io.quarkus:quarkus-rest")
    implementation("io.quarkus:quarkus-smallrye-health")
}

java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }
