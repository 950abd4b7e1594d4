package dev.autostack.planner.diagnosis;

import java.util.List;
import java.util.stream.Stream;

/** Known causes of failed builds; the more telling groups come first. */
final class BuildRules {
    static final List<FailureRule> ALL =
            Stream.of(
                            MachineRules.LIMITS,
                            NodeRules.ALL,
                            PythonRules.ALL,
                            JvmRules.ALL,
                            GoAndRustRules.ALL,
                            OtherLanguageRules.ALL,
                            MachineRules.NETWORK,
                            ImageRules.ALL,
                            CompilerRules.ALL)
                    .flatMap(List::stream)
                    .toList();

    private BuildRules() {}
}
