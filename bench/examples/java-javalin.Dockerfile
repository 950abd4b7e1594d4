FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
RUN --mount=type=cache,target=/root/.m2 mvn -B -q dependency:copy-dependencies -DincludeScope=runtime
COPY src ./src
RUN --mount=type=cache,target=/root/.m2 mvn -B -q package -DskipTests

FROM eclipse-temurin:17-jre
COPY --from=build /src/target/dependency /app/lib
COPY --from=build /src/target/greeting-1.0.0.jar /app/app.jar
USER 1000
CMD ["java", "-cp", "/app/app.jar:/app/lib/*", "com.example.greeting.Greeting"]
