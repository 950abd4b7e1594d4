package dev.autostack.controlplane.secret;

import dev.autostack.controlplane.http.Refusal;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.VariableName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which sets of variables reach a process byte-exact. Fields are named {@code variables[i].x}. */
final class VariableRules {
    private static final int MOST = 500;
    // Linux takes 128 KiB per "name=value" (MAX_ARG_STRLEN); all together must fit beside
    // arguments.
    private static final int LONGEST_VALUE = 64 * 1024;
    private static final int ALL_VALUES = 512 * 1024;

    private VariableRules() {}

    /**
     * @param secrets names of the stored secrets, whose values may be kept
     */
    static void check(VariableReplacement wanted, Collection<String> secrets) {
        Map<String, String> reasons = new LinkedHashMap<>();
        List<VariableReplacement.VariableInput> inputs = wanted.variables();
        if (inputs.size() > MOST) {
            reasons.put("variables", "An environment has at most " + MOST + " variables.");
        }
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (int i = 0; i < Math.min(inputs.size(), MOST); i++) {
            VariableReplacement.VariableInput input = inputs.get(i);
            String field = "variables[" + i + "]";
            name(field, input.name(), names, reasons);
            value(field, input, secrets, reasons);
            bytes += input.value() == null ? 0 : input.value().length();
        }
        if (bytes > ALL_VALUES) {
            reasons.put("variables", "All values together have at most 512 KiB.");
        }
        if (!reasons.isEmpty()) {
            throw Refusal.invalid(reasons);
        }
    }

    private static void name(
            String field, String name, Set<String> names, Map<String, String> reasons) {
        try {
            VariableName.parse(name);
        } catch (InvalidValue e) {
            reasons.put(field + ".name", Objects.requireNonNull(e.getMessage()));
            return;
        }
        if (!names.add(name)) {
            reasons.put(field + ".name", "The name " + name + " stands here twice.");
        }
    }

    private static void value(
            String field,
            VariableReplacement.VariableInput input,
            Collection<String> secrets,
            Map<String, String> reasons) {
        @Nullable String value = input.value();
        if (value == null) {
            if (!input.isSecret() || !secrets.contains(input.name())) {
                reasons.put(
                        field + ".value",
                        secrets.contains(input.name())
                                ? "A secret that becomes readable needs a new value."
                                : "The value is missing.");
            }
            return;
        }
        if (value.indexOf('\0') >= 0) {
            reasons.put(
                    field + ".value",
                    "A value cannot hold the character NUL: no process can receive it.");
        } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            reasons.put(field + ".value", "The value is not valid Unicode text.");
        } else if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            reasons.put(field + ".value", "A value has at most 64 KiB.");
        } else if (value.isEmpty() && input.isSecret() && input.isBuildTime()) {
            // BuildKit takes a secret without bytes for one that nobody gave, and mounts none.
            reasons.put(field + ".value", "A secret that builds get cannot be empty.");
        }
    }
}
