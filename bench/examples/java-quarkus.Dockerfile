FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
RUN mvn -B -q package -DskipTests

FROM eclipse-temurin:17-jre
WORKDIR /app
COPY --from=build /src/target/quarkus-app/lib ./lib
COPY --from=build /src/target/quarkus-app/quarkus ./quarkus
COPY --from=build /src/target/quarkus-app/app ./app
COPY --from=build /src/target/quarkus-app/quarkus-run.jar ./
USER 1000
CMD ["java", "-jar", "quarkus-run.jar"]
