package dev.autostack.planner;

import dev.autostack.planner.deno.DenoDetector;
import dev.autostack.planner.detect.Candidate;
import dev.autostack.planner.detect.SourceTree;
import dev.autostack.planner.detect.StackDetector;
import dev.autostack.planner.dotnet.DotnetDetector;
import dev.autostack.planner.elixir.ElixirDetector;
import dev.autostack.planner.golang.GoDetector;
import dev.autostack.planner.java.JavaDetector;
import dev.autostack.planner.lambda.LambdaDetector;
import dev.autostack.planner.node.NodeDetector;
import dev.autostack.planner.php.PhpDetector;
import dev.autostack.planner.python.PythonDetector;
import dev.autostack.planner.ruby.RubyDetector;
import dev.autostack.planner.rust.RustDetector;
import dev.autostack.planner.staticsite.GeneratorDetector;
import dev.autostack.planner.staticsite.StaticSiteDetector;
import dev.autostack.planner.unsupported.UnsupportedDetector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All readings of one folder, best first. */
final class Candidates {
    private static final List<StackDetector> LANGUAGES =
            List.of(
                    new NodeDetector(),
                    new PythonDetector(),
                    new PhpDetector(),
                    new GoDetector(),
                    new RubyDetector(),
                    new JavaDetector(),
                    new DotnetDetector(),
                    new RustDetector(),
                    new DenoDetector(),
                    new ElixirDetector(),
                    new GeneratorDetector(),
                    new StaticSiteDetector(),
                    new UnsupportedDetector());

    /** Among equals the earlier one wins. */
    static final List<StackDetector> DETECTORS =
            Stream.concat(LANGUAGES.stream(), Stream.of(new LambdaDetector(LANGUAGES))).toList();

    private Candidates() {}

    static List<Candidate> of(SourceTree tree) {
        List<Candidate> found = new ArrayList<>();
        DETECTORS.forEach(detector -> found.addAll(detector.detect(tree)));
        found.removeIf(candidate -> candidate.points() == 0);
        // The sort is stable: among equals the order of the detectors decides.
        found.sort(Comparator.comparingInt(Candidate::points).reversed());
        return found;
    }
}
