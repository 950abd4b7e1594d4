package dev.autostack.planner.java;

import java.util.List;

/**
 * A framework of the JVM.
 *
 * @param coordinates beginnings of {@code group:artifact}, or {@code plugin:id} of Gradle
 */
record JavaFramework(String id, int port, List<String> coordinates) {

    /** Order decides: what stands on another comes before it. */
    static final List<JavaFramework> ALL =
            List.of(
                    of(
                            "quarkus",
                            8080,
                            "io.quarkus:",
                            "io.quarkus.platform:",
                            "plugin:io.quarkus",
                            "com.redhat.quarkus.platform:"),
                    of(
                            "micronaut",
                            8080,
                            "io.micronaut:",
                            "io.micronaut.platform:",
                            "plugin:io.micronaut"),
                    of(
                            "grails",
                            8080,
                            "org.grails:",
                            "plugin:org.grails",
                            "plugin:grails",
                            "org.apache.grails",
                            "plugin:org.apache.grails"),
                    of(
                            "spring-boot",
                            8080,
                            "org.springframework.boot:",
                            "plugin:org.springframework.boot"),
                    of("helidon", 8080, "io.helidon"),
                    of(
                            "dropwizard",
                            8080,
                            "io.dropwizard:dropwizard-core",
                            "io.dropwizard:dropwizard-bom",
                            "io.dropwizard:dropwizard-dependencies",
                            "io.dropwizard:dropwizard-parent"),
                    of("ktor", 8080, "io.ktor:ktor-server", "plugin:io.ktor.plugin"),
                    of("http4k", 8080, "org.http4k:"),
                    of("javalin", 7070, "io.javalin:"),
                    of("spark", 4567, "com.sparkjava:"),
                    of(
                            "vertx",
                            8888,
                            "io.vertx:vertx-web",
                            "io.vertx:vertx-core",
                            "io.vertx:vertx-stack",
                            "plugin:io.vertx.vertx-plugin"),
                    of(
                            "play",
                            9000,
                            "com.typesafe.play:",
                            "org.playframework:",
                            "plugin:org.gradle.playframework"),
                    of("ratpack", 5050, "io.ratpack:", "plugin:io.ratpack"),
                    of("jooby", 8080, "io.jooby:", "org.jooby:"),
                    of("armeria", 8080, "com.linecorp.armeria:"),
                    of("vaadin", 8080, "com.vaadin:"),
                    of("wicket", 8080, "org.apache.wicket:"),
                    of("zk", 8080, "org.zkoss.zk:"),
                    of("gwt", 8080, "com.google.gwt:", "org.gwtproject:", "plugin:gwt"),
                    of("struts", 8080, "org.apache.struts:", "struts:struts"),
                    of("akka-http", 8080, "com.typesafe.akka:akka-http"),
                    of("solon", 8080, "org.noear:solon"),
                    of("jfinal", 8080, "com.jfinal:"),
                    of("blade", 9000, "com.bladejava:", "com.hellokaton:blade"),
                    of("ninja", 8080, "org.ninjaframework:"),
                    of("pippo", 8338, "ro.pippo:"),
                    of("light-4j", 8080, "com.networknt:"),
                    of("jhipster", 8080, "tech.jhipster:"),
                    of(
                            "spring",
                            8080,
                            "org.springframework:spring-webmvc",
                            "org.springframework:spring-web",
                            "org.springframework:spring-context",
                            "org.springframework:spring-core",
                            "org.springframework:spring-framework-bom",
                            "org.springframework:spring-webflux"),
                    of("jersey", 8080, "org.glassfish.jersey", "com.sun.jersey:"),
                    of("undertow", 8080, "io.undertow:"),
                    of("restlet", 8080, "org.restlet"),
                    of("tapestry", 8080, "org.apache.tapestry:"),
                    of("hexagon", 2010, "com.hexagontk"),
                    of("officefloor", 7878, "net.officefloor"),
                    of(
                            "jakarta-ee",
                            8080,
                            "jakarta.platform:",
                            "javax:javaee",
                            "jakarta.ws.rs:",
                            "org.eclipse.microprofile:",
                            "jakarta.servlet:",
                            "javax.servlet:"));

    /** What apps for telephones name; no server runs them. */
    static final List<String> ANDROID =
            List.of(
                    "plugin:com.android.application",
                    "plugin:com.android.library",
                    "com.android.tools.build:gradle");

    private static JavaFramework of(String id, int port, String... coordinates) {
        return new JavaFramework(id, port, List.of(coordinates));
    }
}
