package dev.autostack.planner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.autostack.protocol.Detection;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A detection as JSON, in the order of fields that docs/stacks.md shows. The Dockerfile is left
 * out: it has a command of its own. Equal detections give equal bytes.
 */
public final class PlanJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private PlanJson() {}

    /** On one line. */
    public static String line(Detection detection) {
        return write(detection, false);
    }

    /** Indented, with a line break at the end. */
    public static String pretty(Detection detection) {
        return write(detection, true) + "\n";
    }

    private static String write(Detection detection, boolean pretty) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            if (pretty) {
                DefaultIndenter unix = new DefaultIndenter("  ", "\n");
                json.setPrettyPrinter(
                        new DefaultPrettyPrinter()
                                .withObjectIndenter(unix)
                                .withArrayIndenter(unix));
            }
            write(json, detection);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Detection d) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", d.path());
        json.writeStringField("stack", d.stack());
        text(json, "framework", d.framework());
        if (d.language() != null) {
            json.writeStringField("language", d.language());
        }
        text(json, "packageManager", d.packageManager());
        Detection.SourcedVersion version = d.version();
        if (version == null) {
            json.writeNullField("version");
        } else {
            json.writeObjectFieldStart("version");
            json.writeStringField("value", version.value());
            json.writeStringField("source", version.source());
            json.writeEndObject();
        }
        json.writeNumberField("confidence", d.confidence());
        json.writeArrayFieldStart("evidence");
        for (Detection.Evidence evidence : d.evidence()) {
            json.writeStartObject();
            json.writeStringField("file", evidence.file());
            json.writeStringField("fact", evidence.fact());
            json.writeNumberField("points", evidence.points());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("alternatives");
        for (Detection.Alternative other : d.alternatives()) {
            json.writeStartObject();
            json.writeStringField("stack", other.stack());
            text(json, "framework", other.framework());
            json.writeNumberField("confidence", other.confidence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("ambiguous", d.ambiguous());
        text(json, "install", d.install());
        text(json, "build", d.build());
        text(json, "start", d.start());
        Integer port = d.port();
        if (port == null) {
            json.writeNullField("port");
        } else {
            json.writeNumberField("port", port);
        }
        text(json, "healthPath", d.healthPath());
        text(json, "outputDirectory", d.outputDirectory());
        texts(json, "datastores", d.datastores());
        texts(json, "variables", d.variables());
        json.writeArrayFieldStart("members");
        for (Detection.Member member : d.members()) {
            json.writeStartObject();
            json.writeStringField("path", member.path());
            json.writeStringField("name", member.name());
            json.writeStringField("stack", member.stack());
            text(json, "framework", member.framework());
            json.writeNumberField("confidence", member.confidence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("warnings");
        for (Detection.Warning warning : d.warnings()) {
            json.writeStartObject();
            json.writeStringField("code", warning.code());
            json.writeStringField("message", warning.message());
            json.writeStringField("advice", warning.advice());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value)
            throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value);
        }
    }

    private static void texts(JsonGenerator json, String name, List<String> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
