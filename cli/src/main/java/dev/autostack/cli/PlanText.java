package dev.autostack.cli;

import dev.autostack.planner.PlanOutcome;
import dev.autostack.protocol.Detection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A plan for people. */
final class PlanText {
    private PlanText() {}

    static String of(PlannedDirectory planned) {
        Detection d = planned.detection();
        StringBuilder out = new StringBuilder();
        out.append(printable(d.path())).append('\n');
        if (planned.outcome() instanceof PlanOutcome.Refused) {
            row(out, "stopped", stopped(planned.outcome()));
            return out.toString();
        }
        String name = d.framework() == null ? d.stack() : d.stack() + " / " + d.framework();
        out.append("  stack         ").append(name);
        if (d.language() != null) {
            out.append(" (").append(d.language()).append(')');
        }
        out.append(", ")
                .append(d.confidence())
                .append(" of 100")
                .append(d.ambiguous() ? ", ambiguous" : "")
                .append('\n');
        row(out, "folder", planned.folder().isEmpty() ? null : planned.folder());
        row(out, "manager", d.packageManager());
        Detection.SourcedVersion version = d.version();
        row(
                out,
                "version",
                version == null ? null : version.value() + " (" + version.source() + ")");
        row(out, "install", d.install());
        row(out, "build", d.build());
        row(out, "start", d.start());
        row(out, "port", d.port() == null ? null : String.valueOf(d.port()));
        row(out, "health", d.healthPath());
        row(out, "output", d.outputDirectory());
        row(out, "datastores", d.datastores().isEmpty() ? null : String.join(", ", d.datastores()));
        row(out, "variables", d.variables().isEmpty() ? null : String.join(", ", d.variables()));
        for (Detection.Evidence evidence : d.evidence()) {
            row(
                    out,
                    "because",
                    evidence.file() + " " + evidence.fact() + " (" + evidence.points() + ")");
        }
        for (Detection.Alternative other : d.alternatives()) {
            row(
                    out,
                    "or",
                    other.stack()
                            + (other.framework() == null ? "" : " / " + other.framework())
                            + ", "
                            + other.confidence());
        }
        for (Detection.Member member : d.members()) {
            row(
                    out,
                    "member",
                    member.path()
                            + ": "
                            + member.stack()
                            + (member.framework() == null ? "" : " / " + member.framework()));
        }
        for (Detection.Warning warning : d.warnings()) {
            row(out, "warning", warning.message() + " " + warning.advice());
        }
        row(out, "stopped", stopped(planned.outcome()));
        return out.toString();
    }

    private static @Nullable String stopped(PlanOutcome outcome) {
        return switch (outcome) {
            case PlanOutcome.Planned planned -> null;
            case PlanOutcome.Ambiguous ambiguous -> ambiguous.message() + " " + ambiguous.advice();
            case PlanOutcome.Incomplete incomplete ->
                    incomplete.message() + " " + incomplete.advice();
            case PlanOutcome.Unsupported unsupported ->
                    unsupported.advice()
                            + " Looked for: "
                            + String.join(", ", unsupported.lookedFor())
                            + ".";
            case PlanOutcome.Empty empty ->
                    "There is nothing to deploy. Looked for: "
                            + String.join(", ", empty.lookedFor())
                            + ".";
            case PlanOutcome.Refused refused -> refused.message() + " " + refused.hint();
        };
    }

    private static void row(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append("  ")
                    .append(name)
                    .append(" ".repeat(Math.max(1, 14 - name.length())))
                    .append(printable(value))
                    .append('\n');
        }
    }

    /** Names come from the tree: one with escape sequences must not reach the terminal as such. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    int type = Character.getType(c);
                    if (type == Character.CONTROL || type == Character.FORMAT) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }
}
