package dev.autostack.controlplane.http;

import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list. {@code next} is given back as {@code cursor} for the following part, null at the
 * end; its text means nothing to a client. {@code total} is given where counting is cheap.
 */
@Serdeable
public record Page<T>(List<T> items, @Nullable String next, @Nullable Long total) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Of rows read with one more than {@code limit}: the surplus row only says that there is more.
     *
     * @param position what a cursor remembers of the last row shown
     */
    public static <T> Page<T> of(List<T> rows, PageLimit limit, Function<T, Cursor> position) {
        if (rows.size() <= limit.size()) {
            return new Page<>(rows, null, null);
        }
        List<T> shown = new ArrayList<>(rows.subList(0, limit.size()));
        return new Page<>(shown, position.apply(shown.getLast()).toString(), null);
    }

    public <R> Page<R> map(Function<T, R> change) {
        return new Page<>(items.stream().map(change).toList(), next, total);
    }
}
