package dev.autostack.controlplane.account;

import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.Role;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/** A signed-in person and what they may do in their team. */
@Serdeable
record User(UUID id, String email, String name, UserTeam team, List<Permission> permissions) {
    User {
        permissions = List.copyOf(permissions);
    }

    @Serdeable
    @Schema(name = "UserTeam")
    record UserTeam(UUID id, String name, Role role) {}
}
