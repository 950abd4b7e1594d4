package dev.autostack.planner.compose;

import dev.autostack.protocol.Detection;
import dev.autostack.protocol.RunPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * A compose file with the app and the datastores it needs, for people who run their app elsewhere.
 * Passwords come from the environment: none stands in the file.
 */
public final class ComposeText {
    private ComposeText() {}

    /**
     * @param dockerfile where the Dockerfile was put, relative to the compose file
     */
    public static String of(Detection detection, RunPlan run, String dockerfile) {
        List<String> out = new ArrayList<>();
        out.add("services:");
        out.add("  app:");
        out.add("    build:");
        out.add("      context: .");
        out.add("      dockerfile: " + dockerfile);
        out.add("    restart: unless-stopped");
        out.add("    ports:");
        out.add("      - \"127.0.0.1:" + run.port() + ":" + run.port() + "\"");
        out.add("    environment:");
        out.add("      PORT: \"" + run.port() + "\"");
        List<String> volumes = new ArrayList<>();
        List<String> stores = detection.datastores();
        for (String store : stores) {
            switch (store) {
                case "postgres" ->
                        out.add(
                                "      DATABASE_URL: postgres://app:${DATABASE_PASSWORD:?set it in .env}@postgres:5432/app");
                case "mysql" ->
                        out.add(
                                "      "
                                        + (stores.contains("postgres")
                                                ? "MYSQL_URL"
                                                : "DATABASE_URL")
                                        + ": mysql://app:${DATABASE_PASSWORD:?set it in .env}@mysql:3306/app");
                case "mongodb" -> out.add("      MONGODB_URI: mongodb://mongodb:27017/app");
                default -> out.add("      REDIS_URL: redis://redis:6379/0");
            }
        }
        for (String variable : detection.variables()) {
            if (!variable.equals("DATABASE_URL")
                    && !variable.equals("REDIS_URL")
                    && !variable.equals("MONGODB_URI")) {
                out.add("      " + variable + ": ${" + variable + ":-}");
            }
        }
        if (!stores.isEmpty()) {
            out.add("    depends_on:");
            for (String store : stores) {
                out.add("      " + store + ":");
                out.add("        condition: service_healthy");
            }
        }
        for (String store : stores) {
            volumes.add(store);
            datastore(out, store);
        }
        if (!volumes.isEmpty()) {
            out.add("");
            out.add("volumes:");
            volumes.forEach(name -> out.add("  " + name + ":"));
        }
        return String.join("\n", out) + "\n";
    }

    private static void datastore(List<String> out, String store) {
        out.add("");
        out.add("  " + store + ":");
        out.add("    restart: unless-stopped");
        switch (store) {
            case "postgres" ->
                    out.addAll(
                            List.of(
                                    "    image: postgres:17",
                                    "    environment:",
                                    "      POSTGRES_USER: app",
                                    "      POSTGRES_DB: app",
                                    "      POSTGRES_PASSWORD: ${DATABASE_PASSWORD:?set it in .env}",
                                    "    volumes:",
                                    "      - postgres:/var/lib/postgresql/data",
                                    "    healthcheck:",
                                    "      test: [\"CMD-SHELL\", \"pg_isready -U app -d app\"]"));
            case "mysql" ->
                    out.addAll(
                            List.of(
                                    "    image: mysql:8.4",
                                    "    environment:",
                                    "      MYSQL_USER: app",
                                    "      MYSQL_DATABASE: app",
                                    "      MYSQL_PASSWORD: ${DATABASE_PASSWORD:?set it in .env}",
                                    "      MYSQL_RANDOM_ROOT_PASSWORD: \"yes\"",
                                    "    volumes:",
                                    "      - mysql:/var/lib/mysql",
                                    "    healthcheck:",
                                    "      test: [\"CMD\", \"mysqladmin\", \"ping\", \"-h\", \"127.0.0.1\"]"));
            case "mongodb" ->
                    out.addAll(
                            List.of(
                                    "    image: mongo:8",
                                    "    volumes:",
                                    "      - mongodb:/data/db",
                                    "    healthcheck:",
                                    "      test: [\"CMD\", \"mongosh\", \"--quiet\", \"--eval\", \"db.adminCommand('ping')\"]"));
            default ->
                    out.addAll(
                            List.of(
                                    "    image: redis:8",
                                    "    command: [\"redis-server\", \"--appendonly\", \"yes\"]",
                                    "    volumes:",
                                    "      - redis:/data",
                                    "    healthcheck:",
                                    "      test: [\"CMD\", \"redis-cli\", \"ping\"]"));
        }
        out.addAll(List.of("      interval: 5s", "      timeout: 3s", "      retries: 20"));
    }
}
