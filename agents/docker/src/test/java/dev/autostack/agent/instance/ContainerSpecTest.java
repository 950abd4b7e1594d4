package dev.autostack.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.autostack.protocol.DesiredInstance;
import dev.autostack.protocol.HealthCheck;
import dev.autostack.protocol.Probe;
import dev.autostack.protocol.ResourceLimits;
import dev.autostack.protocol.RestartPolicy;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The whole request is compared: a new field that gives power over the host does not slip in. */
class ContainerSpecTest {
    private static final UUID AGENT = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    @Test
    void theRequestIsTheGoldenOne() throws IOException {
        assertThat(json(instance(true, List.of("node", "server.js", "--flag=a b;$(c)"))))
                .isEqualTo(golden("container.json"));
    }

    @Test
    void aWritableRootWithTheImagesOwnCommandIsTheGoldenOne() throws IOException {
        assertThat(json(instance(false, List.of()))).isEqualTo(golden("container-writable.json"));
    }

    @Test
    void coresEndWhereTheHostEnds() {
        var spec = ContainerSpec.of(AGENT, instance(true, List.of()), "net", 30001, 1);
        assertThat(spec.host().nanoCpus()).isEqualTo(1_000_000_000);
    }

    @Test
    void namesOfAnyShapeGiveNamesThatTheEngineTakes() {
        for (String name : List.of("web", "Ünï cöde", "--", "", "a".repeat(300), "x/../y", "-a-")) {
            DesiredInstance instance = named(name);
            assertThat(ContainerSpec.name(instance)).matches("[a-z0-9][a-z0-9-]{1,62}");
            assertThat(ContainerSpec.of(AGENT, instance, "net", 30001, 2).hostname())
                    .matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        }
    }

    private static String json(DesiredInstance instance) throws IOException {
        byte[] compact =
                ObjectMapper.getDefault()
                        .writeValueAsBytes(
                                ContainerSpec.of(AGENT, instance, "autostack-net", 30001, 2));
        // Reformatted only: order and content stay as they are sent.
        var out = new java.io.StringWriter();
        var factory = new com.fasterxml.jackson.core.JsonFactory();
        try (var parser = factory.createParser(compact);
                var generator = factory.createGenerator(out)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            while (parser.nextToken() != null) {
                generator.copyCurrentEvent(parser);
            }
        }
        return out + "\n";
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ContainerSpecTest.class.getResourceAsStream("/golden/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static DesiredInstance named(String name) {
        return instance(name, true, List.of());
    }

    private static DesiredInstance instance(boolean readOnly, List<String> command) {
        return instance("web", readOnly, command);
    }

    private static DesiredInstance instance(String name, boolean readOnly, List<String> command) {
        return new DesiredInstance(
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                UUID.fromString("00000000-0000-0000-0000-000000000002"),
                UUID.fromString("00000000-0000-0000-0000-000000000003"),
                UUID.fromString("00000000-0000-0000-0000-000000000004"),
                UUID.fromString("00000000-0000-0000-0000-000000000005"),
                7,
                name,
                "autostack-net",
                "127.0.0.1:5000/team/web@sha256:" + "0".repeat(64),
                Map.of("QUOTE", "a\"b'c\nd$e;f", "EMPTY", "", "PORT", "99", "MODE", "production"),
                command,
                3000,
                new ResourceLimits(1.5, 256L << 20, 128),
                new HealthCheck(new Probe.Http("/", 200, 399), 1_000, 1_000, 1, 3, 0),
                RestartPolicy.standard(),
                readOnly,
                60_000,
                9_500,
                Set.of("MODE", "EMPTY"));
    }
}
