package dev.autostack.controlplane.http;

import io.micronaut.http.HttpStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The number that stands in {@code ETag} and {@code If-Match}; grows with each change. */
public record Revision(long number) {

    /** The value of the {@code ETag} header. */
    public String tag() {
        return "\"" + number + "\"";
    }

    /** For a whole set that is replaced: the sender must say which revision it saw. */
    public void require(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw new Refusal(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "if_match_required",
                    "This call replaces everything and must say which revision it replaces.",
                    "Read it first and send its ETag as If-Match.",
                    Map.of());
        }
        allow(ifMatch);
    }

    /** Refuses a change of a revision that is no longer the newest; null and * always pass. */
    public void allow(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        for (String tag : ifMatch.split(",", -1)) {
            String plain = tag.strip();
            if (plain.equals(tag()) || plain.equals(Long.toString(number))) {
                return;
            }
        }
        throw new Refusal(
                HttpStatus.PRECONDITION_FAILED,
                "changed_meanwhile",
                "Somebody else changed this meanwhile; nothing was overwritten.",
                "Read it again, repeat the change and send the new ETag.",
                Map.of("revision", Long.toString(number)));
    }
}
