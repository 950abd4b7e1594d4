package dev.autostack.controlplane.usage;

import dev.autostack.controlplane.access.Identity;
import dev.autostack.controlplane.access.Permission;
import dev.autostack.controlplane.access.RequiresPermission;
import dev.autostack.controlplane.http.Refusal;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What the team used in a month. Who hosts it has paid for it already: there is no price. */
@Tag(name = "team")
@Controller("/api/billing")
@ExecuteOn(TaskExecutors.BLOCKING)
@RequiresPermission(Permission.TEAM_READ)
final class BillingController {
    private final UsageReads usage;
    private final Clock clock;

    BillingController(UsageReads usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    /** {@code price} is null: nothing is charged. {@code to} is excluded. */
    @Serdeable
    @Schema(name = "Billing")
    record Billing(
            String plan,
            @Nullable String price,
            String month,
            Instant from,
            Instant to,
            Usage usage) {}

    /** {@code month} such as 2026-11, UTC; absent: the current one. */
    @Get
    @Operation(operationId = "billing", summary = "Read what the team used in a month")
    Billing billing(Identity.Person person, @QueryValue @Nullable String month) {
        YearMonth asked =
                month == null ? YearMonth.now(clock.withZone(ZoneOffset.UTC)) : parse(month);
        Instant from = asked.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant to = asked.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        return new Billing(
                "self-hosted",
                null,
                asked.toString(),
                from,
                to,
                usage.of(person.teamId(), from, to));
    }

    private static YearMonth parse(String text) {
        try {
            YearMonth month = YearMonth.parse(text);
            if (month.getYear() >= 1970 && month.getYear() < 9999) {
                return month;
            }
        } catch (DateTimeParseException e) {
            // Refused below.
        }
        throw Refusal.invalid("month", "month is a year and a month such as 2026-11.");
    }
}
