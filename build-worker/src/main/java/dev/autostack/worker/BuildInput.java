package dev.autostack.worker;

import dev.autostack.planner.detect.PlannerSettings;
import dev.autostack.protocol.BuildLease;
import dev.autostack.protocol.BuildLimits;
import dev.autostack.protocol.BuildSecret;
import dev.autostack.protocol.Cause;
import dev.autostack.protocol.InvalidValue;
import dev.autostack.protocol.PushTarget;
import dev.autostack.protocol.VariableName;
import dev.autostack.worker.cause.Causes;
import dev.autostack.worker.log.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a lease brings along, parsed again and made ready for the steps. */
final class BuildInput {
    private final BuildLease lease;
    private final @Nullable Path extraCertificates;

    BuildInput(BuildLease lease, @Nullable Path extraCertificates) {
        this.lease = lease;
        this.extraCertificates = extraCertificates;
    }

    BuildLimits limits() {
        return lease.build().limits();
    }

    Map<String, String> variables() {
        return lease.build().variables();
    }

    PlannerSettings plannerSettings() {
        return new PlannerSettings("", extraCertificates != null, "");
    }

    /** Name to value, the certificate authorities among them. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        lease.build().secrets().forEach(secret -> secrets.put(secret.name(), secret.value()));
        if (extraCertificates != null) {
            try {
                secrets.put(PlannerSettings.EXTRA_CA_SECRET, Files.readString(extraCertificates));
            } catch (IOException e) {
                throw new UncheckedIOException("The extra certificates cannot be read", e);
            }
        }
        return secrets;
    }

    /** The first name or value that cannot be given to a build, or null. */
    @Nullable Cause invalid() {
        for (Map.Entry<String, String> variable : variables().entrySet()) {
            Cause cause = invalid(variable.getKey(), variable.getValue());
            if (cause != null) {
                return cause;
            }
        }
        for (BuildSecret secret : lease.build().secrets()) {
            Cause cause = invalid(secret.name(), "");
            if (cause != null) {
                return cause;
            }
            if (secret.value().isEmpty()) {
                // BuildKit takes a secret without bytes for one that nobody gave, and mounts none.
                return Causes.valueNotPassable(
                        secret.name(), "it is empty, and builds get no empty secrets");
            }
        }
        return null;
    }

    private static @Nullable Cause invalid(String name, String value) {
        try {
            VariableName.parse(name);
        } catch (InvalidValue e) {
            return Causes.valueNotPassable("with an odd name", "its name is not allowed");
        }
        return value.indexOf('\0') >= 0
                ? Causes.valueNotPassable(name, "it contains a NUL character")
                : null;
    }

    Redactor redactor() {
        List<String> values = new ArrayList<>();
        lease.build().secrets().forEach(secret -> values.add(secret.value()));
        values.addAll(SourceSecrets.of(lease.source()));
        PushTarget push = lease.push();
        if (push != null && push.password() != null) {
            values.add(push.password());
            values.addAll(SourceSecrets.basicAuth(push.username(), push.password()));
        }
        return new Redactor(values);
    }
}
