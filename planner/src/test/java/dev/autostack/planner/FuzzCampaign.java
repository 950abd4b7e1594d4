package dev.autostack.planner;

import dev.autostack.planner.container.Dockerfile;
import dev.autostack.planner.detect.CommandLine;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.diagnosis.Diagnosis;
import dev.autostack.planner.diagnosis.FailedPhase;
import dev.autostack.planner.files.MemoryFiles;
import dev.autostack.planner.parse.CTokens;
import dev.autostack.planner.parse.HashTokens;
import dev.autostack.planner.parse.JsSource;
import dev.autostack.planner.parse.JsonText;
import dev.autostack.planner.parse.Malformed;
import dev.autostack.planner.parse.PySource;
import dev.autostack.planner.parse.TomlText;
import dev.autostack.planner.parse.VersionRange;
import dev.autostack.planner.parse.Words;
import dev.autostack.planner.parse.XmlText;
import dev.autostack.planner.parse.YamlText;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds broken copies of real files to the parsers. Seeds are the files of our own fixtures and
 * examples and what earlier runs found (src/test/resources/fuzz); a copy that gives a message not
 * seen before becomes a seed itself. A finding is anything thrown but {@link Malformed}, or more
 * than five seconds of the processor for one file.
 */
final class FuzzCampaign {
    private static final long MAX_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MAX_LENGTH = 60_000;
    private static final int MAX_SEEDS = 1_000;
    private static final int MAX_NEW_SEED = 8_000;
    private static final List<String> PIECES =
            Stream.concat(
                            Stream.of(
                                    ("{ } [ ] ( ) \" ' ` : , = # // /* */ < > </ /> <!-- --> <![CDATA["
                                                    + " ]]> &a; - ? | >- &x *x <<: !!map !Ref ---"
                                                    + " ... [[a]] [a.b] 0x1 1e9 -1 true null \\"
                                                    + " \\u0041 ${ ${a:- }} \"\"\" ''' FROM ARG E é"
                                                    + " >= ^ ~ || * .x v @ def import require( % $("
                                                    + " ../ /etc/passwd 99999999999999999999")
                                            .split(" ", -1)),
                            Stream.of(
                                    "\n",
                                    "\r\n",
                                    "\t",
                                    " ",
                                    "\\\n",
                                    "RUN <<E\n",
                                    "E\n",
                                    "end\n",
                                    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
                                    "\uD83D\uDE00",
                                    "\uD83D",
                                    "\u0000",
                                    "\uFEFF"))
                    .toList();

    /** A parser with the names of the files that it reads. */
    record Subject(String name, String seeds, Target target) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Target {
        void take(String text) throws Malformed;
    }

    /** What a run gave; {@code finding} says what went wrong and where the input was written. */
    record Result(String subject, long inputs, int seeds, @Nullable String finding) {}

    private static final String NONE = "(?!)";
    private static final FuzzedTree TREES =
            new FuzzedTree(Path.of("src/test/resources/fixtures"), Path.of("../examples"));

    static final List<Subject> SUBJECTS =
            List.of(
                    new Subject("json", ".*\\.jsonc?", JsonText::parse),
                    new Subject("yaml", ".*\\.ya?ml", YamlText::parse),
                    new Subject(
                            "toml", ".*\\.toml|Pipfile|Cargo\\.lock|uv\\.lock", TomlText::parse),
                    new Subject("xml", ".*\\.(xml|csproj|slnx|props)", XmlText::parse),
                    new Subject(
                            "scripts",
                            ".*\\.([cm]?[jt]sx?|go|rs|kts|gradle)",
                            FuzzCampaign::scripts),
                    new Subject(
                            "python-and-ruby",
                            ".*\\.(py|rb|ex|exs)|Gemfile",
                            FuzzCampaign::sources),
                    new Subject(
                            "versions",
                            "\\.(node|python|ruby)-version|package\\.json",
                            FuzzCampaign::versions),
                    new Subject("dockerfile", ".*Dockerfile", Dockerfile::parse),
                    new Subject("manifests", ".*", FuzzCampaign::manifests),
                    new Subject("trees", NONE, FuzzCampaign::trees),
                    new Subject(
                            "commands",
                            "package\\.json|Procfile|.*Dockerfile|.*\\.ya?ml",
                            FuzzCampaign::commands),
                    new Subject(
                            "failure-logs", "[a-z_]+(\\.\\w+)?\\.txt", FuzzCampaign::failureLogs));

    /** Names under which a text is given to the whole planner, one after the other. */
    private static final List<String> MANIFESTS =
            List.of(
                    ("package.json pyproject.toml requirements.txt Pipfile setup.py environment.yml"
                                    + " go.mod main.go Gemfile config.ru pom.xml build.gradle"
                                    + " build.gradle.kts App.csproj App.sln Cargo.toml"
                                    + " composer.json deno.json mix.exs compose.yaml Dockerfile"
                                    + " Procfile autostack.yaml .tool-versions angular.json"
                                    + " next.config.js server.js app.py pnpm-workspace.yaml"
                                    + " yarn.lock .nvmrc template.yaml")
                            .split(" ", -1));

    private static final Planner PLANNER = new Planner(PlannerSettings.defaults());

    private final Subject subject;
    private final Random random;
    private final List<String> seeds = new ArrayList<>();
    private final Set<String> messages = new HashSet<>();

    FuzzCampaign(Subject subject, long randomSeed) throws IOException {
        this.subject = subject;
        this.random = new Random(randomSeed);
        seeds.add("");
        if (subject.name().equals("trees")) {
            TREES.seeds().filter(seed -> seed.length() < MAX_LENGTH).forEach(seeds::add);
        }
        for (Path root :
                List.of(
                        Path.of("src/test/resources/fixtures"),
                        Path.of("src/test/resources/diagnosis"),
                        Path.of("../examples"),
                        Path.of("src/test/resources/fuzz").resolve(subject.name()))) {
            boolean kept = root.endsWith(subject.name());
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = String.valueOf(file.getFileName());
                    if ((kept || name.matches(subject.seeds())) && Files.size(file) < MAX_LENGTH) {
                        seeds.add(
                                new String(
                                        Files.readAllBytes(file),
                                        java.nio.charset.StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    /** Takes the seeds as they are, then broken copies until the time is over. */
    Result run(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        long inputs = 0;
        for (String seed : List.copyOf(seeds)) {
            String finding = take(seed);
            inputs++;
            if (finding != null) {
                return new Result(subject.name(), inputs, seeds.size(), finding);
            }
        }
        while (System.nanoTime() < end) {
            String finding = take(broken());
            inputs++;
            if (finding != null) {
                return new Result(subject.name(), inputs, seeds.size(), finding);
            }
        }
        return new Result(subject.name(), inputs, seeds.size(), null);
    }

    private @Nullable String take(String text) throws IOException {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        String problem = null;
        try {
            subject.target().take(text);
        } catch (Malformed expected) {
            String said = String.valueOf(expected.getMessage()).replaceAll("[0-9]+|'.*'", "");
            String shape = said.substring(0, Math.min(40, said.length()));
            if (text.length() < MAX_NEW_SEED && seeds.size() < MAX_SEEDS && messages.add(shape)) {
                seeds.add(text);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            problem = String.valueOf(e);
        }
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        if (problem == null && spent > MAX_NANOS) {
            problem = spent / 1_000_000 + " ms";
        }
        if (problem == null) {
            return null;
        }
        Path file =
                Path.of("target/fuzz", subject.name() + "-" + Integer.toHexString(text.hashCode()));
        Files.createDirectories(Path.of("target/fuzz"));
        Files.writeString(file, text.replaceAll("[\\uD800-\\uDFFF]", "?"));
        return problem
                + " for "
                + file
                + "; correct it and keep the file under fuzz/"
                + subject.name();
    }

    private String broken() {
        StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        for (int i = random.nextInt(1, 7); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(1, 40));
            switch (random.nextInt(8)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
                case 4 -> text.setLength(at);
                case 5 ->
                        text.insert(
                                at,
                                PIECES.get(random.nextInt(PIECES.size()))
                                        .repeat(random.nextInt(1, 2_000)));
                case 6 -> text.insert(at, (char) random.nextInt(0x10000));
                default -> {
                    String other = seeds.get(random.nextInt(seeds.size()));
                    int from = random.nextInt(other.length() + 1);
                    text.insert(at, other, from, Math.min(other.length(), from + 200));
                }
            }
            if (text.length() > MAX_LENGTH) {
                text.setLength(MAX_LENGTH);
            }
        }
        return text.toString();
    }

    private static void scripts(String text) {
        use(CTokens.of(text));
        JsSource script = new JsSource(text);
        use(script.imports());
        use(script.routes());
        use(script.environmentReads());
        use(script.listenPort());
        use(script.calls("Deno"));
    }

    private static void sources(String text) {
        use(HashTokens.of(text));
        PySource python = new PySource(text);
        use(python.imports());
        use(python.packages());
        use(python.routes());
        use(python.environmentReads());
        use(python.port());
        use(python.instanceOf(Set.of("Flask", "FastAPI")));
    }

    private static void versions(String text) {
        for (String line : text.split("\n", -1)) {
            VersionRange range = VersionRange.parse(line);
            use(range == null ? null : range.lowestMajor());
        }
    }

    private static void manifests(String text) {
        // A text of one kind under the name of every other, by turns.
        String name = MANIFESTS.get(Math.floorMod(text.hashCode(), MANIFESTS.size()));
        use(PLANNER.plan(MemoryFiles.of(Map.of(name, text)), PlanOverrides.none()));
        use(
                PLANNER.plan(
                        MemoryFiles.of(Map.of(name, text, "index.html", text, "src/main.ts", text)),
                        PlanOverrides.none()));
    }

    private static void trees(String text) {
        PlanOutcome outcome = TREES.plan(text);
        use(GoldenText.generatedDockerfile(outcome));
        if (!(outcome instanceof PlanOutcome.Refused)) {
            use(PlanJson.pretty(GoldenText.detection(outcome)));
        }
    }

    /** Each line as a person or a file might give it for a command. */
    private static void commands(String text) {
        text.lines().forEach(line -> use(CommandLine.parse(line, "")));
        use(CommandLine.parse(text, ""));
        use(Words.of(text));
        use(Words.at(text, "&&"));
    }

    private static void failureLogs(String text) {
        List<String> lines = text.lines().toList();
        for (FailedPhase phase : FailedPhase.values()) {
            use(Diagnosis.of(phase, lines, 1));
            use(Diagnosis.of(phase, lines, 137));
        }
    }

    /** Keeps what was computed from being left out. */
    private static void use(@Nullable Object value) {
        if (value == FuzzCampaign.class) {
            throw new AssertionError(value);
        }
    }

    /**
     * Long runs by hand, one after the other: seconds, then names of subjects (all without any).
     */
    public static void main(String[] arguments) throws IOException {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
        List<String> names = List.of(arguments).subList(1, arguments.length);
        for (Subject subject : SUBJECTS) {
            if (names.isEmpty() || names.contains(subject.name())) {
                long randomSeed = System.nanoTime();
                Result result = new FuzzCampaign(subject, randomSeed).run(time);
                System.out.println(result + " after " + time + ", random seed " + randomSeed);
            }
        }
    }
}
