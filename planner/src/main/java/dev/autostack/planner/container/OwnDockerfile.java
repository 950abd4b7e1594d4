package dev.autostack.planner.container;

import dev.autostack.planner.detect.DevServers;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.Words;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Dockerfile of the repository, with the stage that is built. */
public record OwnDockerfile(
        String path, String text, Dockerfile dockerfile, Dockerfile.Stage stage) {
    private static final List<String> PLACES =
            List.of("Dockerfile", "dockerfile", "Containerfile", "docker/Dockerfile");

    private static final Set<String> COMPILED = Set.of("go", "rust", "elixir", "dotnet", "deno");
    private static final Pattern TESTS =
            Pattern.compile(
                    "^\\s*(?:\\S+\\.sh\\s+)?(?:(?:npm|pnpm|yarn|bun)\\s+(?:run\\s+)?test(?:\\s|$|:)"
                            + "|(?:npx\\s+)?(?:jest|vitest|mocha|cypress)(?:\\s|$)"
                            + "|(?:python3?\\s+-m\\s+)?(?:pytest|unittest)(?:\\s|$)"
                            + "|(?:go|cargo|dotnet|deno|mix|mvn|gradle|\\./mvnw|\\./gradlew)\\s+test(?:\\s|$)"
                            + "|(?:bundle\\s+exec\\s+)?(?:rspec|rake\\s+test|rails\\s+test)(?:\\s|$)"
                            + "|(?:\\./)?vendor/bin/(?:phpunit|pest))");

    private static final Pattern RAILS_SERVER =
            Pattern.compile("(?:^|[\\s/])rails\\s+(?:server|s)(?:\\s|$)");

    /** What looking for a Dockerfile gave. */
    public sealed interface Found {
        record Usable(OwnDockerfile file) implements Found {}

        record Broken(String path, String problem) implements Found {}

        record None() implements Found {}
    }

    /** The Dockerfile that stands where people put it. */
    public static Found find(SourceTree tree) {
        String place = tree.firstOf(PLACES.toArray(String[]::new));
        return place == null ? new Found.None() : read(tree, place, null);
    }

    /** A named Dockerfile, at a named stage or the last one. */
    public static Found read(SourceTree tree, String path, @Nullable String target) {
        String text = tree.text(path);
        if (text == null) {
            return new Found.None();
        }
        try {
            Dockerfile parsed = Dockerfile.parse(text);
            String problem = parsed.problem();
            if (problem != null) {
                return new Found.Broken(path, problem);
            }
            Dockerfile.Stage stage = target == null ? parsed.last() : parsed.stage(target);
            if (stage == null) {
                return new Found.Broken(path, "it has no stage named " + target);
            }
            return new Found.Usable(new OwnDockerfile(path, text, parsed, stage));
        } catch (Malformed e) {
            return new Found.Broken(path, e.sentence());
        }
    }

    /** The first port of EXPOSE, else the value of PORT; null without either. */
    public @Nullable Integer port() {
        Integer exposed = exposedPort();
        if (exposed != null) {
            return exposed;
        }
        String variable = dockerfile.variables(stage, Map.of()).get("PORT");
        return variable != null && variable.matches("[1-9][0-9]{1,4}")
                ? Integer.valueOf(variable)
                : null;
    }

    /** The first port of EXPOSE, arguments and environment resolved; null without one. */
    @Nullable Integer exposedPort() {
        Map<String, String> variables = dockerfile.variables(stage, Map.of());
        for (Dockerfile.Stage part : dockerfile.chain(stage, Map.of())) {
            for (Instruction instruction : part.instructions()) {
                if (!instruction.keyword().equals("EXPOSE")) {
                    continue;
                }
                for (String word : Words.of(instruction.rest())) {
                    String expanded = Expansion.expand(word, variables);
                    if (expanded == null || expanded.endsWith("/udp")) {
                        continue;
                    }
                    String number = expanded.replaceFirst("/tcp$", "").replaceFirst("-.*", "");
                    if (number.matches("[0-9]{1,5}") && Integer.parseInt(number) < 65_536) {
                        return Integer.valueOf(number);
                    }
                }
            }
        }
        return null;
    }

    /** True with a HEALTHCHECK that does not switch the one of the base image off. */
    boolean checksHealth() {
        Instruction check = last("HEALTHCHECK");
        return check != null && !check.rest().equalsIgnoreCase("NONE");
    }

    /** The path that a HEALTHCHECK asks by curl or wget, null without one. */
    public @Nullable String healthPath() {
        Instruction check = last("HEALTHCHECK");
        if (check == null || check.rest().equalsIgnoreCase("NONE")) {
            return null;
        }
        java.util.regex.Matcher url =
                java.util.regex.Pattern.compile(
                                "https?://(?:localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1])(?::[^/\\s\"']*)?(/[A-Za-z0-9_./-]*)?")
                        .matcher(check.commandText());
        if (!url.find()) {
            return null;
        }
        String path = url.group(1);
        return path == null ? "/" : path;
    }

    /** What the image runs, as a person would type it; null when the base image decides. */
    public @Nullable String start() {
        Instruction entrypoint = last("ENTRYPOINT");
        Instruction command = last("CMD");
        if (entrypoint == null) {
            return command == null ? null : command.commandText();
        }
        return command == null
                ? entrypoint.commandText()
                : entrypoint.commandText() + " " + command.commandText();
    }

    /** True when nothing says what the image would run. */
    public boolean runsNothing() {
        return start() == null && "scratch".equals(dockerfile.externalImage(stage, Map.of()));
    }

    /** The stack whose programs the image it stands on runs; null when that does not tell. */
    public @Nullable String stack() {
        String shipped = BaseImages.stack(dockerfile.externalImage(stage, Map.of()));
        return shipped == null ? builtBy() : shipped;
    }

    /**
     * The stack of the stages that a bare image copies from, of those whose programs need no
     * runtime there: what Node or PHP made for such an image are assets.
     */
    private @Nullable String builtBy() {
        Set<String> stacks = new TreeSet<>();
        for (Instruction instruction : stage.instructions()) {
            String from = instruction.keyword().equals("COPY") ? instruction.flag("from") : null;
            for (Dockerfile.Stage other :
                    from == null ? List.<Dockerfile.Stage>of() : dockerfile.stages()) {
                String stack = BaseImages.stack(dockerfile.externalImage(other, Map.of()));
                boolean meant =
                        String.valueOf(from).equalsIgnoreCase(other.name())
                                || String.valueOf(other.index()).equals(from);
                if (meant && stack != null && COMPILED.contains(stack)) {
                    stacks.add(stack);
                }
            }
        }
        return stacks.size() == 1 ? stacks.iterator().next() : null;
    }

    /**
     * Why a container of it would not serve an app to its users, as the end of a sentence that
     * begins with its name; null when nothing speaks against it.
     */
    public @Nullable String unfit(SourceTree tree) {
        String start = start();
        if (speaksNoHttp(start)) {
            return "starts PHP-FPM, which a web server asks, but no browser";
        }
        if (start == null) {
            String image = dockerfile.externalImage(stage, Map.of());
            return BaseImages.servesNothing(image)
                    ? "has no CMD, and " + image + " starts no server by itself"
                    : null;
        }
        return unfit(tree, start);
    }

    /** PHP-FPM by itself, without a web server before it in the same image. */
    private boolean speaksNoHttp(@Nullable String start) {
        String image = String.valueOf(dockerfile.externalImage(stage, Map.of()));
        boolean starts =
                start == null
                        ? image.matches("(.*/)?php:[^/]*fpm[^/]*")
                        : start.strip().matches("(\\S*/)?php-fpm[0-9.]*( -.*)?");
        return starts
                && dockerfile.chain(stage, Map.of()).stream()
                        .flatMap(part -> part.instructions().stream())
                        .noneMatch(part ->
                                part.rest()
                                        .matches(
                                                "(?is).*(nginx|apache|httpd|caddy|supervisor|lighttpd|s6-).*"));
    }

    /** The same for another command in its image, such as that of a compose file. */
    public @Nullable String unfit(SourceTree tree, String command) {
        if (DevServers.is(command, tree)) {
            return "starts a development server";
        }
        if (TESTS.matcher(command).find()) {
            return "runs tests";
        }
        // A stage that sets the environment shows that the writer thought of production.
        boolean production =
                command.contains("production")
                        || dockerfile.stages().stream()
                                .flatMap(part -> part.instructions().stream())
                                .anyMatch(part ->
                                        part.keyword().equals("ENV")
                                                && part.rest().matches("(?s).*R(AILS|ACK)_ENV.*"));
        return RAILS_SERVER.matcher(command).find() && !production
                ? "starts Rails in its development environment"
                : null;
    }

    private @Nullable Instruction last(String keyword) {
        for (Dockerfile.Stage part : dockerfile.chain(stage, Map.of())) {
            for (Instruction instruction : part.instructions().reversed()) {
                if (instruction.keyword().equals(keyword)) {
                    return instruction;
                }
            }
        }
        return null;
    }
}
