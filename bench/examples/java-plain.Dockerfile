FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
RUN mvn -B -q package -DskipTests

FROM eclipse-temurin:25-jre
COPY --from=build /src/target/greeting-1.0.0.jar /app.jar
USER 1000
CMD ["java", "-jar", "/app.jar"]
