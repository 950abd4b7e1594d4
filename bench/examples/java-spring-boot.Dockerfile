FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
RUN mvn -B -q package -DskipTests \
    && java -Djarmode=tools -jar target/greeting-1.0.0.jar extract --layers --destination /layers

FROM eclipse-temurin:17-jre
WORKDIR /app
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/application/ ./
USER 1000
CMD ["java", "-jar", "greeting-1.0.0.jar"]
