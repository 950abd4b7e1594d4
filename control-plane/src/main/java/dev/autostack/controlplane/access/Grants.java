package dev.autostack.controlplane.access;

import java.util.EnumSet;
import java.util.Set;

/** Which role may do what. */
final class Grants {
    private static final Set<Permission> VIEWER =
            EnumSet.of(
                    Permission.ANYONE,
                    Permission.SELF,
                    Permission.TEAM_READ,
                    Permission.PROJECT_READ,
                    Permission.DEPLOYMENT_READ,
                    Permission.LOG_READ,
                    Permission.METRIC_READ,
                    Permission.MACHINE_READ);
    private static final Set<Permission> DEVELOPER =
            plus(
                    VIEWER,
                    Permission.PROJECT_CREATE,
                    Permission.PROJECT_CHANGE,
                    Permission.VARIABLE_READ,
                    Permission.VARIABLE_CHANGE,
                    Permission.DEPLOYMENT_CREATE,
                    Permission.DEPLOYMENT_CHANGE);
    private static final Set<Permission> ADMIN =
            plus(
                    DEVELOPER,
                    Permission.PROJECT_DELETE,
                    Permission.MACHINE_CHANGE,
                    Permission.AUDIT_READ);

    private Grants() {}

    static Set<Permission> of(Role role) {
        return switch (role) {
            case OWNER, ADMIN -> ADMIN;
            case DEVELOPER -> DEVELOPER;
            case VIEWER -> VIEWER;
        };
    }

    private static Set<Permission> plus(Set<Permission> base, Permission... more) {
        EnumSet<Permission> all = EnumSet.copyOf(base);
        all.addAll(Set.of(more));
        return all;
    }
}
