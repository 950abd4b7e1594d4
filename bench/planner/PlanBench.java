import dev.autostack.planner.PlanOutcome;
import dev.autostack.planner.Planner;
import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.planner.files.DirectoryFiles;
import dev.autostack.protocol.PlanOverrides;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Plans one tree again and again and prints how long it took, warm, and how much memory it left
 * behind: {@code PlanBench TREE [runs]}.
 */
final class PlanBench {
    private PlanBench() {}

    public static void main(String[] arguments) throws IOException {
        Path tree = Path.of(arguments[0]);
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        Planner planner = new Planner(PlannerSettings.defaults());
        long cold = once(planner, tree);
        for (int i = 0; i < 10; i++) {
            once(planner, tree);
        }
        long before = used();
        long[] times = new long[runs];
        for (int i = 0; i < runs; i++) {
            times[i] = once(planner, tree);
        }
        long after = used();
        Arrays.sort(times);
        System.out.printf(
                "cold %d ms, warm median %d ms, p95 %d ms of %d; live heap %+d KB after them%n",
                cold, times[runs / 2], times[(int) (runs * 0.95)], runs, (after - before) / 1024);
    }

    private static long once(Planner planner, Path tree) throws IOException {
        long start = System.nanoTime();
        PlanOutcome outcome = planner.plan(DirectoryFiles.open(tree), PlanOverrides.none());
        if (outcome instanceof PlanOutcome.Refused) {
            throw new IllegalStateException(outcome.toString());
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
