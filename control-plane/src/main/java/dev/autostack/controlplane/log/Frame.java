package dev.autostack.controlplane.log;

import java.time.Instant;
import java.util.List;

/** What a reader of a live stream is sent. */
sealed interface Frame {
    /** As it travels, JSON. */
    String json();

    /** Lines without a hole, {@code lastSeq} is the number of the last. */
    record Lines(List<String> rendered, long lastSeq) implements Frame {
        @Override
        public String json() {
            return JsonText.lines(rendered);
        }
    }

    /** Lines that this reader is not sent; they may be read over HTTP as long as they are kept. */
    record Gap(long from, long to, String reason) implements Frame {
        @Override
        public String json() {
            return "{\"type\":\"gap\",\"from\":%d,\"to\":%d,\"reason\":\"%s\"}"
                    .formatted(from, to, reason);
        }
    }

    /** The deployment changed; it is JSON already. */
    record Deployment(String deployment) implements Frame {
        @Override
        public String json() {
            return "{\"type\":\"deployment\",\"deployment\":" + deployment + "}";
        }
    }

    /** Nothing happened, the connection is alive. */
    record Heartbeat(Instant at) implements Frame {
        @Override
        public String json() {
            return "{\"type\":\"heartbeat\",\"at\":\"" + at + "\"}";
        }
    }

    /** The stream is closed and everything was sent. */
    record End() implements Frame {
        @Override
        public String json() {
            return "{\"type\":\"end\"}";
        }
    }
}
