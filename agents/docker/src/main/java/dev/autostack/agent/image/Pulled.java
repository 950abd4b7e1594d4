package dev.autostack.agent.image;

import dev.autostack.agent.link.PrivateFile;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images this agent fetched, kept on disk. Only these are ever removed; an image that was on
 * the host before stays. The newest of each environment are kept, so that a rollback needs no pull.
 */
public final class Pulled {
    private static final Logger LOG = LoggerFactory.getLogger(Pulled.class);

    /** Images kept for each environment beside those in use. */
    static final int KEPT = 5;

    private final PrivateFile file;
    private final InstantSource clock;
    private List<Entry> entries;

    /** {@code lastUsed} in milliseconds since 1970. */
    @Serdeable
    record Entry(String environment, String image, long lastUsed) {}

    @Serdeable
    record Page(List<Entry> entries) {}

    private Pulled(PrivateFile file, InstantSource clock, List<Entry> entries) {
        this.file = file;
        this.clock = clock;
        this.entries = List.copyOf(entries);
    }

    /** A file that cannot be read only means that its images stay. */
    public static Pulled open(PrivateFile file, InstantSource clock) {
        try {
            return new Pulled(
                    file, clock, file.read(Page.class).map(Page::entries).orElse(List.of()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read: {}", file.path(), e.getMessage());
            return new Pulled(file, clock, List.of());
        }
    }

    /** This agent fetched the image. */
    public synchronized void pulled(UUID environment, String image) {
        put(environment, image);
    }

    /** The image was here and is used again; noted only when this agent had fetched it. */
    public synchronized void used(UUID environment, String image) {
        if (entries.stream().anyMatch(entry -> entry.image.equals(image))) {
            put(environment, image);
        }
    }

    /** The images that may go: not in use and not among the newest of any environment. */
    public synchronized List<String> removable(Set<String> inUse) {
        Map<String, List<Entry>> byEnvironment = new HashMap<>();
        for (Entry entry : entries) {
            byEnvironment.computeIfAbsent(entry.environment, _ -> new ArrayList<>()).add(entry);
        }
        var kept = new java.util.HashSet<>(inUse);
        for (List<Entry> images : byEnvironment.values()) {
            images.stream()
                    .sorted(Comparator.comparingLong(Entry::lastUsed).reversed())
                    .limit(KEPT)
                    .forEach(entry -> kept.add(entry.image));
        }
        return entries.stream()
                .map(Entry::image)
                .filter(image -> !kept.contains(image))
                .distinct()
                .toList();
    }

    public synchronized void removed(String image) {
        save(entries.stream().filter(entry -> !entry.image.equals(image)).toList());
    }

    private void put(UUID environment, String image) {
        var next = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (!entry.image.equals(image) || !entry.environment.equals(environment.toString())) {
                next.add(entry);
            }
        }
        next.add(new Entry(environment.toString(), image, clock.instant().toEpochMilli()));
        save(next);
    }

    private void save(List<Entry> next) {
        entries = List.copyOf(next);
        try {
            file.write(new Page(entries));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file.path(), e.getMessage());
        }
    }
}
