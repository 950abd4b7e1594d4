package dev.autostack.agent.engine;

import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * One Docker Engine. Safe for many threads. Each call ends by its deadline with a value or an
 * {@link EngineProblem}; an interrupt of the caller ends it too. Source: Docker Engine API 1.41
 * (Engine 20.10), unchanged in the used parts up to 1.47.
 */
public final class Engine implements AutoCloseable {
    private final EngineApi api;
    private final Containers containers;
    private final Networks networks;
    private final Images images;

    /**
     * @param address {@code unix:///var/run/docker.sock} or {@code tcp://host:port}; nothing is
     *     called yet
     */
    public Engine(URI address, ObjectMapper json) {
        this.api = new EngineApi(new EngineCalls(address), json);
        this.containers = new Containers(api);
        this.networks = new Networks(api);
        this.images = new Images(api);
    }

    public Containers containers() {
        return containers;
    }

    public Networks networks() {
        return networks;
    }

    public Images images() {
        return images;
    }

    public EngineVersion version() {
        return api.version();
    }

    /** Where the engine keeps images and containers, a path of its own host. */
    public Path rootDirectory() {
        byte[] facts = api.call("ask the engine's facts", "GET", "/info", null, EngineApi.QUICK);
        return Path.of(api.read(facts, Wire.EngineFacts.class).rootDirectory());
    }

    /**
     * Hands each event of containers with this label to the consumer until the stream breaks, the
     * thread is interrupted or the engine goes away. {@code opened} runs once the stream stands.
     */
    public void events(
            String label, String value, Runnable opened, Consumer<EngineEvent> consumer) {
        String filters = api.labelFilter(label, value);
        var request = EngineCalls.request("GET", api.prefix() + "/events?filters=" + filters, null);
        try (var stream = api.calls().open("follow events", request, EngineApi.QUICK)) {
            if (stream.status() >= 300) {
                throw api.refused(
                        "follow events", stream.status(), stream.body().readNBytes(1 << 20));
            }
            opened.run();
            var lines = new JsonLines(stream.body());
            for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
                consumer.accept(api.read(line, EngineEvent.class));
            }
        } catch (IOException e) {
            throw new EngineProblem.NotAnswering("follow events", e);
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
