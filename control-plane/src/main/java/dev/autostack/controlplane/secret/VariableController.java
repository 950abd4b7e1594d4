package dev.autostack.controlplane.secret;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Revision;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Controller("/api/environments/{id}/variables")
@Tag(name = "variables")
final class VariableController {
    private final VariableSets sets;

    VariableController(VariableSets sets) {
        this.sets = sets;
    }

    @Get
    @RequiresPermission(Permission.VARIABLE_READ)
    @Operation(
            operationId = "readVariables",
            summary = "Read the variables of an environment; values of secrets are never shown")
    HttpResponse<VariableSet> read(Identity.Person person, UUID id) {
        return tagged(sets.read(person, id));
    }

    @Put
    @RequiresPermission(Permission.VARIABLE_CHANGE)
    @Operation(
            operationId = "replaceVariables",
            summary =
                    "Replace all variables of an environment; they count from the next release on")
    HttpResponse<VariableSet> replace(
            Identity.Person person,
            UUID id,
            @Body VariableReplacement variables,
            @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return tagged(sets.replace(person, id, variables, ifMatch));
    }

    private static HttpResponse<VariableSet> tagged(VariableSet set) {
        return HttpResponse.ok(set).header(HttpHeaders.ETAG, new Revision(set.revision()).tag());
    }
}
